// SPDX-License-Identifier: Apache-2.0

import Link from 'next/link';
import Counter from '../counter.js';

export default function Page() {
    return <main>
        <h1>The second page</h1>
        <Counter />
        <Link id="next" href="/">The first page</Link>
    </main>;
}
