/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds, in HTML or XHTML that arrives in pieces, the places where elements can
 * be inserted. The section numbers are those of the WHATWG HTML standard.
 *
 * The scanner reports three places:
 *
 *   HEAD  before the first script of head. If the charset is known (see
 *         CP_HTML_CHARSET_DECLARED), after the start tag of head. Else after
 *         the <meta charset>: inserted bytes could move it out of the bytes in
 *         which browsers look for it. If these bytes contain neither one nor a
 *         byte above 0x7F, before the first script, template or noscript, or
 *         the end of head. This place is kept until it is certain, and the
 *         body may begin meanwhile: see cp_html_head_is_kept().
 *   BODY  where the content of body begins: after its start tag, or where a
 *         browser inserts a body element that has no tag (13.2.6.4.6).
 *   BODY  once more, if the caller calls cp_html_seek_body_end: where the
 *         content of body ends.
 *
 * How it works. The scanner is the tokenizer of 13.2.5 with the few rules of
 * tree construction (13.2.6) that decide about these places. Before the body it
 * knows only the insertion modes up to "after head", and the frameset-ok flag.
 * In the body it has the stack of open elements and the list of active
 * formatting elements, as names without nodes. XHTML is read by the rules of
 * XML 1.0. A document gives the same places if it is fed at once, byte by byte
 * or cut anywhere.
 *
 * Besides, cp_html_begin_tags reports start tags, from the first byte of a
 * document to its last, instead of places.
 *
 * The scanner never
 *   - changes or copies the document, except short attribute values,
 *   - allocates memory: cp_html has less than 500 bytes, cp_html_open_elements
 *     less than 4 kB, both owned by the caller,
 *   - decodes characters: it needs an encoding that contains ASCII.
 *
 * An insertion must not change the rest of the tree, with scripting and
 * without. If this is not certain the scanner gives up, and the page stays
 * unchanged. cp_html_reasons lists the causes. The most frequent ones:
 *   - <frameset> can replace a body that has no tag while the frameset-ok flag
 *     is "ok" (13.2.6.4.7), and no byte has decided this yet,
 *   - noscript contains text with scripting and markup without it, and both
 *     readings do not end at the same byte with the same open elements,
 *   - the browser guesses the charset from bytes near the place,
 *   - browsers differ: <select>, NUL, some elements of SVG and MathML.
 *
 * Bytes that the caller keeps. A place may become known only after its bytes
 * were read. Then the caller keeps the last cp_html_kept() bytes, at most
 * CP_HTML_HOLD. It may send them early: after cp_html_release() that place
 * cannot be reported.
 */
#ifndef CP_HTML_H
#define CP_HTML_H

#include <apr.h>

#include "core/html/cp_fetch.h"
#include "core/html/cp_html_open_elements.h"
#include "core/html/cp_meta.h"

/* The search for the start of body ends after this number of bytes. News pages
 * with inline style and script have <body> at 134 kB. */
#define CP_HTML_MAX_SCAN (1024 * 1024)

/* The number of bytes in which browsers look for <meta charset> (13.2.3.2). */
#define CP_HTML_PRESCAN 1024

/* The maximum of bytes that a caller keeps. */
#define CP_HTML_HOLD CP_HTML_PRESCAN

/* The maximum length of a start tag that is reported. */
#define CP_HTML_MAX_TAG (64 * 1024)

/* Bytes of a name that are kept. The longest known name is shorter. */
#define CP_HTML_NAME 16

/* Bytes of an attribute value, and of the label of an encoding, that are kept.
 * A longer value differs from all that matter. */
#define CP_HTML_VALUE 80
#define CP_HTML_LABEL 24

/* Bytes of the document's language that are kept. RFC 5646, section 4.4.1,
 * recommends room for 35. */
#define CP_HTML_LANG 36

/* The limit of elements that are open in a noscript element of head. */
#define CP_HTML_NESTING 8

/** The flags of cp_html_begin. */
typedef enum {
    /* The charset is known from the header section and contains ASCII. */
    CP_HTML_CHARSET_DECLARED = 1,
    /* The media type is application/xhtml+xml. */
    CP_HTML_XML = 2
} cp_html_flags;

/** The result of reading. */
typedef enum {
    CP_HTML_MORE,   /* all bytes were read; feed the next ones */
    CP_HTML_HEAD,   /* *used bytes were read; the place is cp_html_head_held()
                       bytes before them; feed the others */
    CP_HTML_BODY,   /* found: the place is cp_html_held() bytes before *used */
    CP_HTML_TAG,    /* a start tag: the last cp_html_held() bytes before *used;
                       only after cp_html_begin_tags */
    CP_HTML_GIVE_UP /* no place is found; see cp_html_reason */
} cp_html_event;

/** The reasons why a page stays unchanged. */
typedef enum {
    CP_HTML_NO_REASON,
    CP_HTML_NOT_HTML,       /* the first byte is not that of a tag */
    CP_HTML_FRAGMENT,       /* no doctype, html, head or body tag */
    CP_HTML_FRAMESET,       /* a frameset instead of a body */
    CP_HTML_MAYBE_FRAMESET, /* undecided within CP_HTML_HOLD bytes */
    CP_HTML_NOSCRIPT,       /* with scripting the body begins elsewhere */
    CP_HTML_UNCLEAR,        /* browsers differ */
    CP_HTML_CHARSET,        /* the charset does not contain ASCII */
    CP_HTML_GUESSED,        /* browsers guess the charset from the content */
    CP_HTML_LATE_CHARSET,   /* a <meta charset> may follow the place */
    CP_HTML_RELEASED,       /* the caller sent the place too early */
    CP_HTML_LIMIT,          /* no place within CP_HTML_MAX_SCAN bytes */
    CP_HTML_ENDED,          /* the document ends before the body begins */
    CP_HTML_NOT_XHTML,      /* XML without a root html that contains a body */
    CP_HTML_LEFT_OPEN,      /* an element is open where the document ends */
    CP_HTML_TOO_DEEP,       /* more than CP_HTML_DEPTH open elements */
    CP_HTML_INCOMPLETE /* the document ends in a tag, comment or raw text */
} cp_html_reasons;

struct cp_html_element;

/** The state of one document. Only `policies` is for the caller to write; use
 * the functions below to read. */
typedef struct cp_html {
    /* ---- set by the caller, then unchanged ---- */

    unsigned char flags; /* cp_html_flags */
    /* Collects the policies in meta elements before the place. NULL after
     * cp_html_begin: they are not collected. */
    cp_meta *policies;
    /* The open elements; set when the body or tags are followed. */
    cp_html_open_elements *stack;
    cp_flag tags; /* start tags are reported, and no place is sought */

    /* ---- the search; changes with each tag at most ---- */

    unsigned char event;  /* cp_html_event; HEAD only within cp_html_feed */
    unsigned char reason; /* cp_html_reasons */
    unsigned char phase;  /* PHASE_... */
    cp_flag marked; /* the place may be `held` bytes before the next one */
    apr_size_t held;
    apr_size_t head_held;
    apr_off_t scanned;     /* bytes of the document so far */
    cp_flag charset_known; /* and it contains ASCII */
    cp_flag non_ascii;   /* a byte above 0x7F was read while it was not known */
    cp_flag is_document; /* a tag was read that only whole documents have */
    cp_flag seen_head;   /* <head> was read, or HEAD is not needed */
    cp_flag head_waits;  /* HEAD was not reported at <head> */
    cp_flag head_marked; /* a place of HEAD is `head_held` bytes before */
    cp_flag head_late;   /* the place of HEAD follows a script */
    cp_flag head_ended;  /* </head> was read */
    unsigned templates;  /* open template elements before the body */

    /* ---- noscript, read as markup; set when it begins ---- */

    cp_flag in_noscript;
    unsigned char noscript_matched; /* bytes matched of "</noscript" */
    unsigned char noscript_depth;   /* entries of `noscript_open` */

    /* ---- the tokenizer; set by the state that needs it ---- */

    unsigned char state;        /* S_..., X_... in XML */
    unsigned char bom_bytes;    /* bytes of a UTF-8 byte order mark */
    cp_flag is_end_tag;         /* the tag is an end tag */
    cp_flag is_self_closing;    /* its last byte so far is '/' */
    unsigned char name_length;  /* of its name; may exceed CP_HTML_NAME */
    unsigned char quote;        /* around the attribute value */
    unsigned char text_kind;    /* RAW_...: the content is text */
    unsigned char escape_level; /* of script data: 1 escaped, 2 double */
    unsigned char matched;      /* bytes matched of "-->", "]]>", "<meta" */
    cp_flag number_is_hex;      /* of a character reference */
    unsigned number;            /* its value so far */

    /* ---- attributes of the tag; set when its name is known ---- */

    cp_flag keep_meta;      /* those of meta are kept, for its charset */
    cp_flag keep_root;      /* those of html or base are kept */
    cp_flag keep_encoding;  /* that of annotation-xml is kept */
    unsigned char encoding; /* ENCODING_...: what it says */
    cp_flag keep_policy;    /* those of meta are passed to `policies` */
    unsigned char attribute_length; /* may exceed CP_HTML_NAME */
    unsigned char value_length;     /* may exceed CP_HTML_VALUE */
    cp_flag is_content_type;        /* http-equiv=content-type was read */
    unsigned char label_from;       /* the attribute that gave the label */
    unsigned char label_length;     /* may exceed CP_HTML_LABEL */

    /* ---- start tags that are reported ---- */

    cp_flag has_body;      /* <body> was read: <frameset> is ignored */
    cp_flag in_frameset;   /* <frameset> was read, which may replace the body */
    cp_flag is_drifted;    /* the stack may differ from that of a browser, by
                             elements of HTML only */
    cp_flag in_foreign;    /* the tag is in SVG or MathML, and is reported as
                             HTML */
    cp_flag is_wanted;     /* the tag contains an attribute that matters */
    unsigned char space;   /* cp_space: of the element of the tag */
    unsigned tag_is;       /* K_... of the element of the tag */
    unsigned filter;       /* its K_BY_...: only some attributes matter */
    unsigned long_tags;    /* tags that were too long to be reported */
    apr_uint64_t letters;  /* the last eight of the attribute name */
    unsigned xml_svg;      /* open elements in the outermost svg, itself
                             included, or 0 */
    unsigned xml_html;     /* the same for its foreignObject */
    unsigned xml_template; /* the same for the outermost template */

    /* ---- results that describe the document ---- */

    unsigned char lang_length; /* may exceed CP_HTML_LANG; 0: not known */
    unsigned char base;        /* BASE_...: the first <base href> */

    /* ---- XML only ---- */

    unsigned xml_depth;          /* open elements */
    unsigned char xml_context;   /* the part of the document that contains a
                                    comment, an instruction or a quoted text */
    cp_flag xml_is_xhtml;        /* the root declares the namespace of XHTML */
    cp_flag xml_other_namespace; /* the tag declares another namespace */
    cp_flag lang_is_xml;         /* the language is that of xml:lang */
    unsigned char css_matched;   /* bytes matched of "text/css" */

    char attribute[CP_HTML_NAME]; /* the name of the attribute */

    /* ---- not initialised: written before they are read ---- */

    char name[CP_HTML_NAME]; /* of the tag; lower case in HTML */
    char value[CP_HTML_VALUE];
    char label[CP_HTML_LABEL];
    char lang[CP_HTML_LANG];
    /* The element of the tag, or of the text that is read. */
    const struct cp_html_element *element;
    const struct cp_html_element *noscript_open[CP_HTML_NESTING];
} cp_html;

/** Prepares *h for a document. `flags` are of cp_html_flags. */
void cp_html_begin(cp_html *h, int flags);

/**
 * Reads `length` bytes at `data`, which need not live longer than the call.
 * *used is the number of bytes that were read: all of them with MORE. Do not
 * call it again after GIVE_UP, nor after BODY without cp_html_seek_body_end.
 */
cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used);

/** After MORE: the document has no further byte. Returns BODY or GIVE_UP. */
cp_html_event cp_html_end(cp_html *h);

/**
 * After MORE, returns how many of the last bytes must be kept, because the
 * place may be before them. After BODY, returns how many follow the place.
 */
static inline apr_size_t cp_html_held(const cp_html *h)
{
    return h->marked ? h->held : 0;
}

/** Tells that HEAD need not be reported. Call it directly after cp_html_begin.
 */
static inline void cp_html_skip_head(cp_html *h)
{
    h->seen_head = 1;
}

/** After HEAD, returns how many of the last bytes follow the place. They are
 * among those that the caller had to keep. */
static inline apr_size_t cp_html_head_held(const cp_html *h)
{
    return h->head_held;
}

/** True after HEAD if scripts precede the place. */
static inline int cp_html_head_is_late(const cp_html *h)
{
    return h->head_late;
}

/** True after BODY if HEAD was not reported, but its place is certain now: then
 * it is cp_html_head_held() bytes before *used. */
static inline int cp_html_head_is_kept(const cp_html *h)
{
    return h->head_marked;
}

/** After MORE, returns how many of the last bytes the caller keeps. */
static inline apr_size_t cp_html_kept(const cp_html *h)
{
    return h->head_marked ? h->head_held : cp_html_held(h);
}

/** After MORE: the caller sends the kept bytes. Returns MORE, or GIVE_UP if the
 * place cannot be elsewhere. */
cp_html_event cp_html_release(cp_html *h);

/** True if browsers could not use the kept bytes yet: they wait, too, for the
 * CP_HTML_PRESCAN bytes in which <meta charset> may be (13.2.3.2). Then
 * nothing is gained by cp_html_release. */
int cp_html_browsers_wait(const cp_html *h);

/**
 * After BODY, begins the search for the place where the content of body ends.
 * Feed the bytes after the first place, those that were kept included. `stack`
 * must live as long as `h`.
 *
 * The next BODY is the place before the end tag of body that browsers obey, or
 * that of html, or the end of the document. An element that is inserted there
 * becomes the last child of body, or of open elements that neither hide nor
 * change it. The search has no limit of length. At most the first bytes of an
 * end tag are kept; if they are released, the end of the document may still be
 * a place.
 */
void cp_html_seek_body_end(cp_html *h, cp_html_open_elements *stack);

/**
 * Prepares *h to report start tags instead of places. `flags` are of
 * cp_html_flags. Then cp_html_feed() returns TAG after each complete start tag
 * of an element from which browsers fetch (cp_fetch.h), and of base and style.
 * Of elements that rarely fetch, such as <a> and <td>, only tags are reported
 * that contain an attribute which may do so. Tags in templates and in noscript
 * are reported; text, comments and values that look like tags are not.
 *
 * The tag is the last cp_html_held() bytes before *used. The caller keeps the
 * last cp_html_held() bytes after MORE, too: they are an unfinished tag that
 * may matter. A tag longer than CP_HTML_MAX_TAG is not reported; its bytes need
 * not be kept, and cp_html_long_tags() counts it. cp_html_release() has no
 * effect, and cp_html_end() need not be called.
 *
 * The document may be a fragment. GIVE_UP means that the rest cannot be read
 * with certainty; the kept bytes belong to this rest. The cause is one of:
 *   - the first byte after spaces is not '<',
 *   - browsers differ in whether the next bytes are text: in select, in a
 *     frameset, in some elements of SVG and MathML,
 *   - noscript as text and as markup ends at different bytes,
 *   - more than CP_HTML_DEPTH elements are open,
 *   - the charset is unknown, and a byte may be half of a character,
 *   - in XML: the document is not well-formed.
 *
 * `stack` must live as long as `h`.
 */
void cp_html_begin_tags(cp_html *h, int flags, cp_html_open_elements *stack);

/** Tells whether tags for which cp_local_tag() is true (cp_local_tag.h) may
 * remain without a report, from the next byte on. Each <base> is reported. */
void cp_html_skip_local(cp_html *h, int skips);

/** After TAG, returns the namespace of the element. XML: outside of svg it is
 * always HTML. In SVG and MathML an element with a name of HTML is reported as
 * one, because the preload scanner of Chromium reads it so; EITHER if its name
 * is one of SVG, too. */
static inline cp_space cp_html_tag_space(const cp_html *h)
{
    return (cp_space)h->space;
}

/** After TAG: true if the tag is in noscript, which is text with scripting. */
static inline int cp_html_tag_in_noscript(const cp_html *h)
{
    return h->in_noscript;
}

/** The element that browsers make of a tag. */
typedef enum {
    CP_HTML_IN_DOCUMENT, /* an element of the document */
    CP_HTML_IN_TEMPLATE, /* an element that does not belong to the document */
    CP_HTML_UNCERTAIN    /* browsers differ, or have not decided yet */
} cp_html_place;

/** After TAG, returns what browsers make of the tag. It is not certain in
 * noscript, in select, after <frameset> and in SVG and MathML. The content of a
 * template belongs to another document (4.12.3); that of a shadow root, to no
 * document's own tree. */
cp_html_place cp_html_tag_place(const cp_html *h);

/** Returns how many start tags were too long to be reported. */
static inline unsigned cp_html_long_tags(const cp_html *h)
{
    return h->long_tags;
}

/** After GIVE_UP, returns the rest of a sentence that begins with "the page". A
 * constant. */
const char *cp_html_reason(const cp_html *h);

/**
 * Returns the language of the document, as written: lang of html, in XML
 * xml:lang before lang (3.2.6.2). Empty if it is absent, not yet read, or too
 * long for a language tag. Valid as long as *h.
 */
static inline cp_span cp_html_lang(const cp_html *h)
{
    unsigned n = h->lang_length <= CP_HTML_LANG ? h->lang_length : 0;

    return cp_span_between(h->lang, h->lang + n);
}

/**
 * True if relative addresses in the page may name another site: a <base href>
 * before the place contains a scheme or a host, or is not certain to contain
 * none (4.2.3).
 */
int cp_html_base_may_leave(const cp_html *h);

#endif
