// SPDX-License-Identifier: Apache-2.0
// Google Consent Mode v2: everything is denied before any tag can ask, then
// what was granted, then whatever is chosen in the page. Which categories a
// signal stands for is in data-map: signal=id,id. Neither < nor &: in XHTML
// they would be markup. Libraries that replace the body may run this again in
// the same window, so the state of a data layer is stored on it.
(function (doc, win) {
    'use strict';
    var data = doc.currentScript.dataset;
    var layer = win.dataLayer = win.dataLayer || [];

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

    function changed(event) {
        update(event.detail.granted);
    }

    win.gtag = win.gtag || function () { win.dataLayer.push(arguments); };
    if (!layer.cookiePolicy) {
        layer.cookiePolicy = changed;
        win.gtag('consent', 'default', {
            'ad_storage': 'denied', 'analytics_storage': 'denied',
            'ad_user_data': 'denied', 'ad_personalization': 'denied'
        });
        if ('granted' in data) { update(data.granted.split(' ')); }
    }
    // A second call with the same listener adds no listener.
    doc.addEventListener('cookiepolicy:change', layer.cookiePolicy);
})(document, window);
