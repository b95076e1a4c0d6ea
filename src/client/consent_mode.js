// SPDX-License-Identifier: Apache-2.0
//
// Google Consent Mode v2. It runs before any tag of the site: first all signals
// are denied; then the signals of the granted categories are granted; then each
// choice that the visitor makes in this page is reported.
//
// The server writes data-map ("signal=id,id signal=id", a signal with the
// categories that it needs) and, after a choice, data-granted ("id id"). The
// text keeps the rules that script.js explains.
(function (document, window) {
    'use strict';
    var data = document.currentScript.dataset;
    var layer = window.dataLayer = window.dataLayer || [];

    // A signal without a category needs no answer.
    function update(granted) {
        var signals = {};
        data.map.split(' ').forEach(function (pair) {
            var parts = pair.split('=');
            var isGranted = parts[1].split(',').every(function (id) {
                return !id || granted.indexOf(id) >= 0;
            });
            signals[parts[0]] = isGranted ? 'granted' : 'denied';
        });
        window.gtag('consent', 'update', signals);
    }

    function onChange(event) {
        update(event.detail.granted);
    }

    // gtag.js reads the arguments object itself; an array has another meaning.
    window.gtag = window.gtag || function () {
        window.dataLayer.push(arguments);
    };
    // A library that replaces the body may run this script again in the same
    // window. The property on the data layer says that it is initialized.
    if (!layer.cookiePolicy) {
        layer.cookiePolicy = onChange;
        window.gtag('consent', 'default', {
            'ad_storage': 'denied', 'analytics_storage': 'denied',
            'ad_user_data': 'denied', 'ad_personalization': 'denied'
        });
        if ('granted' in data) { update(data.granted.split(' ')); }
    }
    // Adding the same listener twice has no effect.
    document.addEventListener('cookiepolicy:change', layer.cookiePolicy);
})(document, window);
