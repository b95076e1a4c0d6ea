/* SPDX-License-Identifier: Apache-2.0 */
/* The first layer names purposes and parties, and stays short. */
#include "core/pages/cp_purposes.h"

#include <apr_strings.h>

#include "site.h"

static cp_cookie *provided(apr_pool_t *p, cp_view *page, const char *category,
                           const char *names, const char *provider)
{
    cp_cookie *c = site_declare(p, (cp_policy *)page->policy, category, names);

    c->provider = provider;
    return c;
}

static void plain(apr_pool_t *p)
{
    cp_view *page = site_page(p);

    page->asked = CP_SET(1) | CP_SET(2) | CP_SET(3);
    is_text(p, cp_purposes(p, page),
            "Count visits. Remember what interested you here. Let partners "
            "learn what you do here",
            "the built-in purposes");
    page->asked = CP_SET(2);
    is_text(p, cp_purposes(p, page), "Remember what interested you here",
            "only of the categories that are asked about");
    page->asked = 0;
    is_text(p, cp_purposes(p, page), "", "of nothing if nothing is asked");
}

static void parties(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    int i;

    page->asked = CP_SET(3);
    provided(p, page, "third-party", "a", "Ads & Co")->third_party = 1;
    provided(p, page, "third-party", "b", "ads & co")->third_party = 1;
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (Ads & Co)",
            "a party is named once");
    provided(p, page, "third-party", "c", "Other Ltd")->third_party = 1;
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (Ads & Co, Other Ltd)",
            "two are named");
    provided(p, page, "third-party", "d", "Third Ltd");
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (Ads & Co, Other Ltd and 1 "
            "other)",
            "a third is counted");
    site_declare(p, (cp_policy *)page->policy, "third-party", "y");
    for (i = 0; i < 4; i++) {
        provided(p, page, "third-party", apr_psprintf(p, "n%d", i),
                 apr_psprintf(p, "P%d", i));
    }
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (Ads & Co, Other Ltd and 5 "
            "others)",
            "the others too, but no unknown provider");
    page->language = "pl";
    is_text(p, cp_purposes(p, page),
            "Pozwolić partnerom dowiedzieć się, co tu robisz (Ads & Co, Other "
            "Ltd i jeszcze 5)",
            "in another language");
    page->language = "ar";
    is_text(p, cp_purposes(p, page),
            "إتاحة معرفة نشاطك هنا لشركاء (Ads & Co، Other Ltd و5 أطراف "
            "أخرى)",
            "with its plural and its comma");
}

/* The work must not grow with the square of their number: with 50,000 parties
 * that would be minutes. */
static void many_parties(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    int i;

    page->asked = CP_SET(3);
    for (i = 0; i < 100000; i++) {
        provided(p, page, "third-party", apr_psprintf(p, "n%d", i),
                 apr_psprintf(p, "%s %d", i % 2 ? "Party" : "PARTY", i / 2));
    }
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (PARTY 0, PARTY 1 and 49998 "
            "others)",
            "each of 50,000 parties counts once");
}

/* The publisher is not a party: the visitor knows whose site it is. */
static void publisher(apr_pool_t *p)
{
    static const cp_publisher site = {"City of Rivemont", "Rivemont Town Hall",
                                      NULL, NULL};
    cp_view *page = site_page(p);
    cp_cookie *c;

    page->asked = CP_SET(1);
    provided(p, page, "statistical", "a", "City of Rivemont");
    is_text(p, cp_purposes(p, page), "Count visits (City of Rivemont)",
            "an unknown publisher");
    page->presentation.publisher = &site;
    is_text(p, cp_purposes(p, page), "Count visits", "by its name");
    provided(p, page, "statistical", "b", "rivemont town hall");
    provided(p, page, "statistical", "c", "This site");
    provided(p, page, "statistical", "x", "Free Ltd")->anonymised = 1;
    is_text(p, cp_purposes(p, page), "Count visits",
            "by the controller, in any case, and by the built-in words; a "
            "cookie that needs no consent names nobody");
    page->language = "pl";
    is_text(p, cp_purposes(p, page), "Liczyć wizyty",
            "also in a language without texts for the declarations");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr",
                 "cookie.a.provider", "Ville de Rivemont");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr",
                 "cookie.c.provider", "Ce site");
    page->language = "fr";
    is_text(p, cp_purposes(p, page), "Compter les visites",
            "also if its name is translated");
    page->language = "en";
    provided(p, page, "statistical", "d", "Example Analytics");
    is_text(p, cp_purposes(p, page), "Count visits (Example Analytics)",
            "another provider is named");
    c = provided(p, page, "statistical", "e", "City of Rivemont");
    c->third_party = 1;
    is_text(p, cp_purposes(p, page),
            "Count visits (Example Analytics, City of Rivemont)",
            "a third party is always named");
}

static void own_words(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_categories *all = (cp_categories *)page->presentation.categories;
    cp_texts *texts = (cp_texts *)page->presentation.texts;
    cp_category own = {"own", CP_MODE_CONSENT, "Comfort",
                       "Keep your own colours. "};

    cp_categories_put(all, &own);
    page->asked = CP_SET(4);
    is_text(p, cp_purposes(p, page), "Keep your own colours",
            "the description of a category of one's own");
    all->list[4].description =
        "123456789 123456789 123456789 123456789 123456789 123456789 "
        "123456789 123456789 1234567890";
    is_text(p, cp_purposes(p, page), all->list[4].description,
            "as long as it is short");
    all->list[4].description =
        apr_pstrcat(p, all->list[4].description, " letters", NULL);
    is_text(p, cp_purposes(p, page), "Comfort", "else the label");
    cp_texts_set(texts, "en", "category.own.description", "Look nice.");
    is_text(p, cp_purposes(p, page), "Look nice", "a text as description");
    cp_texts_set(texts, "en", "category.own.purpose", "Be nice");
    is_text(p, cp_purposes(p, page), "Be nice", "a text as purpose");
    page->asked = CP_SET(1);
    all->list[1].description = "Measure our audience.";
    is_text(p, cp_purposes(p, page), "Measure our audience",
            "a declared description has priority over the built-in purpose");
    all->list[1].description = "";
    is_text(p, cp_purposes(p, page), "Statistical",
            "an empty one is replaced by the label");
}

/* The text is short for any declarations. */
static void bounds(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_categories *all = (cp_categories *)page->presentation.categories;
    int i;

    page->asked = CP_SET(1);
    provided(p, page, "statistical", "a",
             "Gesellschaft f\xC3\xBCr \xC3\xB6 0123456789012345678 "
             "Verbrauch");
    is_text(p, cp_purposes(p, page),
            "Count visits (Gesellschaft f\xC3\xBCr \xC3\xB6 "
            "0123456789012345678 \xE2\x80\xA6)",
            "a long name is cut between characters");
    for (i = 0; i < CP_MAX_PURPOSES; i++) {
        cp_category one = {apr_psprintf(p, "c%d", i), CP_MODE_CONSENT,
                           apr_psprintf(p, "C%d", i), "A purpose."};

        cp_categories_put(all, &one);
    }
    page->asked = all->optional & ~(CP_SET(2) | CP_SET(3));
    is_text(p, cp_purposes(p, page), "Statistical. C0. C1. C2. C3. C4. C5",
            "of very many categories the labels");
}

static void sources(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy;

    page->asked = CP_SET(3);
    site_source(p, policy, "third-party", "v.example")->provider = "Video Ltd";
    provided(p, page, "third-party", "a", "video ltd")->third_party = 1;
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (video ltd)",
            "a provider of content is a party");
    site_source(p, policy, "third-party", "/stats/");
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (video ltd)",
            "a path of this site is not");
    site_source(p, policy, "third-party", "*.maps.example x.example");
    is_text(p, cp_purposes(p, page),
            "Let partners learn what you do here (video ltd, *.maps.example)",
            "a site without a provider is named");
}

int main(void)
{
    static const tap_group groups[] = {{"plain", plain},
                                       {"parties", parties},
                                       {"many parties", many_parties},
                                       {"publisher", publisher},
                                       {"own words", own_words},
                                       {"bounds", bounds},
                                       {"sources", sources},
                                       {NULL, NULL}};
    return tap_run(groups);
}
