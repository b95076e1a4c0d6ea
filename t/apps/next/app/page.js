// SPDX-License-Identifier: Apache-2.0

import Link from 'next/link';
import Counter from './counter.js';

export default function Page() {
    return <main>
        <h1>The first page</h1>
        <Counter />
        <Link id="next" href="/second">The second page</Link>
    </main>;
}
