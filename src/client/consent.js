// SPDX-License-Identifier: Apache-2.0
// Google Consent Mode v2: everything is denied before any tag can ask, then
// what was granted, then whatever is chosen in the page. Which categories a
// signal stands for is in data-map: signal=id,id. Neither < nor &: in XHTML
// they would be markup.
(function (doc, win) {
    'use strict';
    var data = doc.currentScript.dataset;

    function update(granted) {
        var signals = {};
        data.map.split(' ').forEach(function (pair) {
            var ids = pair.split('=');
            signals[ids[0]] = ids[1].split(',').every(function (id) {
                return !id || granted.indexOf(id) >= 0;
            }) ? 'granted' : 'denied';
        });
        win.gtag('consent', 'update', signals);
    }

    win.dataLayer = win.dataLayer || [];
    win.gtag = win.gtag || function () { win.dataLayer.push(arguments); };
    win.gtag('consent', 'default', {
        'ad_storage': 'denied', 'analytics_storage': 'denied',
        'ad_user_data': 'denied', 'ad_personalization': 'denied'
    });
    if ('granted' in data) { update(data.granted.split(' ')); }
    doc.addEventListener('cookiepolicy:change', function (event) {
        update(event.detail.granted);
    });
})(document, window);
