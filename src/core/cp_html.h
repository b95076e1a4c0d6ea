/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds, in a stream of HTML, the place right after the start tag of body,
 * and on the way the place right after the one of head. A resumable state
 * machine after the tokenizer of WHATWG HTML (13.2.5) with just as much of
 * the tree builder (13.2.6) as is needed to know that the "<body" it sees
 * is the one a browser acts on. It copies nothing and holds nothing back:
 * fed whole or byte by byte it gives the same answers.
 *
 * It gives up, and the page is left alone, when the document does not start
 * with a tag, when anything but what belongs in head comes before <body>
 * (a browser would have opened an implicit body there), in a frameset, at
 * an ESC (ISO-2022 text, whose bytes are not what they look like), and after
 * CP_HTML_MAX_SCAN bytes.
 */
#ifndef CP_HTML_H
#define CP_HTML_H

#include <apr.h>

/* Inline style and script put <body> of a news page at 134 kB. */
#define CP_HTML_MAX_SCAN (1024 * 1024)

/* Longest element name we must tell from others, and room to know longer. */
#define CP_HTML_NAME 12

typedef enum {
    CP_HTML_MORE,   /* all bytes used, nothing found yet */
    CP_HTML_HEAD,   /* *used is just behind the start tag of head */
    CP_HTML_BODY,   /* *used is just behind the start tag of body */
    CP_HTML_GIVE_UP /* there will be no place */
} cp_html_event;

/** All state is here: no pool, no pointer. Start with cp_html_begin. */
typedef struct cp_html {
    int state;     /* of the tokenizer */
    int raw;       /* kind of raw text we are in, or 0 */
    int escaped;   /* script data: 0, 1 escaped, 2 double escaped */
    int templates; /* open template elements */
    int end_tag;   /* the tag being read is an end tag */
    int started;   /* something but white space and BOM was seen */
    int bom;       /* bytes of a UTF-8 byte order mark seen */
    int dashes;    /* '-' in a row, in comments and script */
    int seen_head;
    int past_head;        /* </head> was seen */
    char quote;           /* of the attribute value being read */
    unsigned name_length; /* of the tag name, may exceed what is kept */
    char name[CP_HTML_NAME];
    unsigned raw_length; /* name of the element whose raw text we read */
    char raw_name[CP_HTML_NAME];
    apr_off_t scanned; /* bytes so far */
} cp_html;

void cp_html_begin(cp_html *h);

/**
 * Reads on. *used says how many bytes of `data` were read; after HEAD feed
 * the rest again. After BODY and GIVE_UP the machine is done.
 */
cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used);

#endif
