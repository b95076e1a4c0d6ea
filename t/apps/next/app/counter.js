// SPDX-License-Identifier: Apache-2.0
'use client';

import { useEffect, useState } from 'react';

export default function Counter() {
    const [n, set] = useState(0);
    useEffect(() => { window.hydrated = true; }, []);
    return <button id="count" onClick={() => set(n + 1)}>{`count ${n}`}</button>;
}
