// SPDX-License-Identifier: Apache-2.0
'use client';

import Counter from '../counter.js';

// An error of the application: the text that the browser renders differs from
// the server's text.
export default function Page() {
    return <main>
        <h1>A page with an error</h1>
        <Counter />
        <p id="side">{typeof window === 'undefined' ? 'server' : 'client'}</p>
    </main>;
}
