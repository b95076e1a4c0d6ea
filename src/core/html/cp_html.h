/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds, in a stream of HTML, the place where the content of body begins:
 * right after its start tag, or where a browser opens a body that has no
 * tag; on the way the place right after the start tag of head; and, where it
 * is asked to go on, the place where the content of body ends. A
 * resumable machine after the tokenizer of WHATWG HTML (13.2.5) with just
 * as much of the tree builder (13.2.6) as is needed to know that what is put
 * there, and taken out of the tree again, leaves the tree that was meant,
 * with scripting and without. It copies nothing; fed whole, byte by byte or
 * cut anywhere it gives the same answer.
 *
 * The page is left alone in doubt: cp_html_reason() says which it was.
 *
 * A place may be known only later than its bytes are read, because a body
 * without tag begins before the tag that opens it, because a <frameset> may
 * still take the place of such a body, or because a <meta charset> may
 * follow in the bytes where browsers look for one. Then the caller keeps the
 * last cp_html_held() bytes, never more than CP_HTML_HOLD. It need not: once
 * it has said cp_html_release(), that place is no longer one.
 */
#ifndef CP_HTML_H
#define CP_HTML_H

#include <apr.h>

#include "core/html/cp_html_open_elements.h"
#include "core/html/cp_meta.h"

/* Bytes after which the search ends. Inline style and script put <body> of
 * a news page at 134 kB. */
#define CP_HTML_MAX_SCAN (1024 * 1024)

/* Where browsers look for <meta charset> (13.2.3.2). */
#define CP_HTML_WINDOW 1024

/* Most bytes that a caller has to keep. */
#define CP_HTML_HOLD CP_HTML_WINDOW

/* Longest name that must be told from others, and room to know longer. */
#define CP_HTML_NAME 16

/* What is kept of an attribute of meta, and of the label of an encoding. */
#define CP_HTML_VALUE 80
#define CP_HTML_LABEL 24

/* What is kept of the language of the document (RFC 5646: 35 is ample). */
#define CP_HTML_LANG 36

/* Elements that may be open in a noscript of head. */
#define CP_HTML_NESTING 8

/* For cp_html_begin. */
#define CP_HTML_DECLARED 1 /* the header says a charset that extends ASCII */
#define CP_HTML_XML 2      /* application/xhtml+xml */

typedef enum {
    CP_HTML_MORE,   /* all bytes used, nothing found yet */
    CP_HTML_HEAD,   /* *used is just behind the start tag of head; not said
                       in HTML without DECLARED, since what is put there
                       could push a meta out of where browsers look */
    CP_HTML_BODY,   /* the place is cp_html_held() bytes before *used; after
                       cp_html_go_on() the second one */
    CP_HTML_GIVE_UP /* there will be no place */
} cp_html_event;

/** Why a page is left alone. */
typedef enum {
    CP_HTML_NO_REASON,
    CP_HTML_NOT_HTML,   /* does not begin with a tag */
    CP_HTML_FRAGMENT,   /* has no doctype, html, head or body tag */
    CP_HTML_FRAMESET,   /* has frames instead of a body */
    CP_HTML_FRAMESET_2, /* may have: undecided within CP_HTML_HOLD bytes */
    CP_HTML_NOSCRIPT,   /* with scripting the body begins elsewhere */
    CP_HTML_UNCLEAR,    /* browsers read it in different ways */
    CP_HTML_CHARSET,    /* its charset does not extend ASCII */
    CP_HTML_GUESSED,    /* browsers guess its charset, by what is in it */
    CP_HTML_BEHIND,     /* a meta with its charset may follow the place */
    CP_HTML_RELEASED,   /* the place was sent before it was known */
    CP_HTML_LIMIT,      /* nothing within CP_HTML_MAX_SCAN */
    CP_HTML_ENDED,      /* it ends before there is a place */
    CP_HTML_NOT_XHTML,  /* XML whose root is no html, or without <body> */
    CP_HTML_LEFT_OPEN,  /* an element is open where the document ends */
    CP_HTML_DEEP,       /* more than CP_HTML_DEPTH elements are open */
    CP_HTML_CUT         /* ends in a tag, a comment or a text */
} cp_html_why;

/** All state is here, and no pool. Start with cp_html_begin. */
typedef struct cp_html {
    unsigned char flags;
    unsigned char event;  /* the last cp_html_event; the machine's, not HEAD */
    unsigned char why;    /* cp_html_why */
    unsigned char state;  /* of the tokenizer */
    unsigned char phase;  /* of the search */
    unsigned char marked; /* the place may be `held` bytes back */
    unsigned char declared;    /* the charset is known to extend ASCII */
    unsigned char high;        /* before that, a byte above 0x7F was seen */
    unsigned char evidence;    /* a tag was seen that only documents have */
    unsigned char seen_head;   /* <head> */
    unsigned char past_head;   /* </head> */
    unsigned char end_tag;     /* the tag being read is an end tag */
    unsigned char raw;         /* kind of raw text we are in, or 0 */
    unsigned char escaped;     /* script data: 0, 1 escaped, 2 double escaped */
    unsigned char dashes;      /* '-' in a row, or bytes matched of a text */
    unsigned char quote;       /* of the attribute value being read */
    unsigned char noscript;    /* in noscript, read as without scripting */
    unsigned char watched;     /* bytes matched of "</noscript" there, in
                                  XML of "text/css" in an instruction */
    unsigned char depth;       /* elements open there */
    unsigned char bom;         /* bytes of a UTF-8 byte order mark seen */
    unsigned char hex;         /* the character reference is hexadecimal */
    unsigned char meta;        /* a meta's attributes are being kept */
    unsigned char root;        /* those of html or base are */
    unsigned char pragma;      /* it says http-equiv=content-type */
    unsigned char label_from;  /* the attribute that gave the label */
    unsigned char name_length; /* of a name; may exceed what is kept */
    unsigned char attribute_length;
    unsigned char value_length;
    unsigned char label_length;
    unsigned char lang_length; /* may exceed what is kept; 0: not known */
    unsigned char xml_lang;    /* it is that of xml:lang */
    unsigned char base;        /* the first base with href: 1 it stays on
                                  this site, 2 it may leave */
    unsigned templates;        /* open templates; in XML open elements */
    unsigned number;           /* of a character reference */
    apr_size_t held;
    apr_off_t scanned;   /* bytes so far */
    unsigned char told;  /* `policies` is told of the tag being read */
    unsigned char slash; /* the last byte of it was a '/' */
    /* The open elements, while the end of body is sought. */
    cp_html_open *tail;
    /* Told of each meta before the place; NULL when nobody wants to know.
     * The caller's, to be set behind cp_html_begin. */
    cp_meta *policies;
    /* The element of the tag, whose name is read, or whose text we are in. */
    const struct cp_html_element *element;
    char attribute[CP_HTML_NAME]; /* of a meta, or xmlns */
    /* Nothing behind this is read before it is written. */
    char name[CP_HTML_NAME]; /* of the tag, lower-case */
    char value[CP_HTML_VALUE];
    char label[CP_HTML_LABEL];
    char lang[CP_HTML_LANG]; /* of html */
    const struct cp_html_element *open[CP_HTML_NESTING];
} cp_html;

/** `flags`: CP_HTML_DECLARED, CP_HTML_XML. */
void cp_html_begin(cp_html *h, int flags);

/**
 * Reads on. *used says how many bytes of `data` were read: all of them with
 * MORE; after HEAD feed the rest again. After BODY and GIVE_UP the machine
 * is done.
 */
cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used);

/**
 * After MORE: how many of the bytes read last must be kept. After BODY: how
 * many of them stand behind the place.
 */
static inline apr_size_t cp_html_held(const cp_html *h)
{
    return h->marked ? h->held : 0;
}

/**
 * What <html lang> says, as it stands there: in XML, xml:lang before it
 * (HTML 3.2.6.2). Empty where it is not said, not yet read, or too long for
 * a language tag.
 */
static inline cp_span cp_html_lang(const cp_html *h)
{
    unsigned n = h->lang_length <= CP_HTML_LANG ? h->lang_length : 0;

    return cp_span_between(h->lang, h->lang + n);
}

/**
 * Non-zero when the addresses in the page may be relative to another site
 * (HTML 4.2.3): a <base href> before the place contains a scheme or a host, or
 * cannot be read with certainty.
 */
static inline int cp_html_leaves(const cp_html *h)
{
    return h->base == 2;
}

/** Non-zero while what is held would tell a browser nothing: it waits for
 * the bytes in which a <meta charset> may stand (13.2.3.2), too. */
int cp_html_browsers_wait(const cp_html *h);

/** After MORE: what is held goes on. Gives MORE or GIVE_UP. */
cp_html_event cp_html_release(cp_html *h);

/** After MORE: the document ends here. Gives BODY or GIVE_UP. */
cp_html_event cp_html_end(cp_html *h);

/**
 * After BODY: seeks the place where the content of body ends. The caller feeds
 * the bytes after the place that was found, with those that it has held; `tail`
 * lives as long as the machine. The next BODY gives the new place: before the
 * end tag of body that browsers obey, or of html, or the end of the document.
 * Elements that are inserted there become the last ones of body, or of open
 * elements that do not hide or change them. There is no limit of length; at
 * most the first bytes of an end tag are held. After cp_html_release that place
 * is no longer one, but the end of the document may be.
 */
void cp_html_go_on(cp_html *h, cp_html_open *tail);

/** After GIVE_UP: the end of a sentence that begins with "the page". */
const char *cp_html_reason(const cp_html *h);

#endif
