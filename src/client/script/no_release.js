// SPDX-License-Identifier: Apache-2.0
//
// In place of release.js, where nothing is held. But a library can insert a
// uniform page of a folder whose .htaccess file declares sources. It is loaded
// again, because then it has the script that can release its content. A page that
// the browser has loaded itself has its own address, and is not loaded again.

function release() {
    var load = loadOfPage();
    if (!load || !document.querySelector('[' + PREFIX + 'held]')) { return; }
    if (new URL(load.name).pathname !== window.location.pathname) {
        window.location.reload();
    }
}
