// SPDX-License-Identifier: Apache-2.0

export const metadata = { title: 'Next.js' };

// The application renders the whole document.
export default function Layout({ children }) {
    return <html lang="en"><body>{children}</body></html>;
}
