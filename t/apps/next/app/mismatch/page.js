// SPDX-License-Identifier: Apache-2.0
'use client';

import Counter from '../counter.js';

// An error of the application: the browser renders another text than the
// server.
export default function Page() {
    return <main>
        <h1>A page with an error</h1>
        <Counter />
        <p id="side">{typeof window === 'undefined' ? 'server' : 'client'}</p>
    </main>;
}
