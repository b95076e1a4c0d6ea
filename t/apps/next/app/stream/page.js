// SPDX-License-Identifier: Apache-2.0

import { Suspense } from 'react';
import Link from 'next/link';
import Counter from '../counter.js';

// Each request is rendered again, so that the late part is streamed.
export const dynamic = 'force-dynamic';

async function Late() {
    await new Promise(done => setTimeout(done, 300));
    return <p id="late">late</p>;
}

export default function Page() {
    return <main>
        <h1>A page in two parts</h1>
        <Counter />
        <Suspense fallback={<p>wait</p>}><Late /></Suspense>
        <Link id="next" href="/second">The second page</Link>
    </main>;
}
