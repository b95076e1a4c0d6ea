/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record: a JSON object in one line of ASCII, which proves a choice, the
 * text of a policy, or the effect of the module on one day. The members come in
 * a fixed order. No member identifies the visitor.
 *
 * Two members at the end chain the lines. `hash` is the SHA-256, in hex digits,
 * of these bytes: the line without its line feed and without the text
 * `,"hash":"…"` before the final brace. `previous` is the hash of the preceding
 * line, null if there is none. The chain is made when a record is delivered: a
 * record that waits for its delivery has neither member.
 */
#ifndef CP_RECORD_H
#define CP_RECORD_H

#include "core/base/cp_buf.h"
#include "core/pages/cp_json.h"

#define CP_RECORD_SCHEMA 1

/* Hex digits of an id and of a hash. */
#define CP_RECORD_ID 32
#define CP_RECORD_HASH 64

/* The longest record, in bytes. A longer one is not written: it is a policy
 * with tens of thousands of declarations. */
#define CP_MAX_RECORD 2097152

/** The members that all records begin with. */
typedef struct cp_record_head {
    const char *id;     /* CP_RECORD_ID hex digits, random */
    apr_int64_t time;   /* seconds since 1970 */
    const char *host;   /* without a port */
    const char *policy; /* version of the declarations */
    /* Tag of the texts that the visitor saw; NULL for an effect. */
    const char *language;
} cp_record_head;

/** The element with which the visitor has chosen. */
typedef enum {
    CP_FROM_BANNER,
    CP_FROM_PAGE,  /* the policy page, or a form of the site */
    CP_FROM_FRAME, /* the page in place of a held frame */
    CP_FROM_SCRIPT /* a script of the site */
} cp_record_place;

typedef struct cp_record_choice {
    cp_record_place place;
    const char *action; /* see cp_record_action */
    int signal;         /* non-zero: the browser sent a signal */
    const cp_categories *categories;
    const cp_consent
        *consent; /* all answers of the visitor, after the choice */
} cp_record_choice;

/** A counter of an effect record. */
typedef struct cp_record_count {
    const char *name;
    apr_uint64_t value;
} cp_record_count;

/** Returns "withdraw" if something that `before` grants is refused after the
 * choice, else the word of the form: "accept", "refuse", "save" or "add". */
const char *cp_record_action(const char *choice, const cp_consent *before,
                             const cp_consent *after);

/** Appends the record of a choice. */
void cp_record_choice_json(cp_buf *b, const cp_record_head *head,
                           const cp_record_choice *choice);

/**
 * Appends the record of a policy. `document` is the object of policy.json
 * without the members that depend on the visitor, in head->language; it is
 * JSON. `banner` is an object of JSON, too: the text of the banner by language.
 */
void cp_record_policy_json(cp_buf *b, const cp_record_head *head,
                           const char *document, const char *banner);

/** Appends the record of the effect until head->time: the `n` counters since
 * `since`, seconds since 1970. */
void cp_record_effect_json(cp_buf *b, const cp_record_head *head,
                           apr_int64_t since, const cp_record_count *counts,
                           int n);

/**
 * Returns, in `p`, the bytes whose SHA-256 is the hash: `record` with the
 * member `previous`. `previous` is NULL for the first line of a chain. Returns
 * NULL if `record` is not an object.
 */
const char *cp_record_link(apr_pool_t *p, cp_span record, const char *previous);

/** Returns, in `p`, the line without a line feed: the bytes of cp_record_link
 * with the member `hash`. */
const char *cp_record_close(apr_pool_t *p, const char *linked,
                            const char *hash);

/** Returns the value of `hash` of a line without its line feed; an empty span
 * if the line does not end with this member. */
cp_span cp_record_hash(cp_span line);

/**
 * Finds a top-level member of a record, as these functions write it. Returns
 * its value as JSON, strings with their quotes; an empty span if there is no
 * such member.
 */
cp_span cp_record_member(cp_span record, const char *name);

#endif
