// SPDX-License-Identifier: Apache-2.0
// Only with CookiePolicyVariants uniform: every visitor gets the same bytes,
// so the page asks the server what the visitor decided and shows either the
// banner or the link to the choice. Without script both are there.
(function () {
var find = function (name) {
return document.querySelector('[data-cookie-policy="' + name + '"]');
};
var banner = find('banner'), nav = find('nav');
var here = document.currentScript.getAttribute('data-cookie-policy-path');
var grant = function (choice) {
var map = window.cookiePolicyConsentMode, signals = {}, name;
if (!map || !choice.decided) { return; }
for (name in map) {
signals[name] = map[name].length && map[name].every(function (id) {
return choice.granted.indexOf(id) >= 0;
}) ? 'granted' : 'denied';
}
window.gtag('consent', 'update', signals);
};
var show = function (choice) {
if (banner) { banner.hidden = choice.decided; }
if (nav) { nav.hidden = !choice.decided; }
};
show({ decided: true });
if (nav) { nav.hidden = true; }
fetch(here + '/policy.json', { credentials: 'same-origin', cache: 'no-store' })
.then(function (answer) { return answer.json(); })
.then(function (policy) { show(policy.choice); grant(policy.choice); })
.catch(function () { show({ decided: false }); });
})();
