-- SPDX-License-Identifier: Apache-2.0
--
-- Makes a manual page of the documents: `make man` gives this filter to pandoc.
-- A page of man has two levels of headings. Levels 1 and 2 of the documents
-- become the first, all others the second.
function Header(heading)
    local text = pandoc.utils.stringify(heading)
    if heading.level == 1 and text:match('^Apache module ') then
        return pandoc.Header(1, pandoc.Str('MODULE'))
    end
    return pandoc.Header(math.min(math.max(heading.level - 1, 1), 2),
                         heading.content)
end

-- A page of man has no links: their text remains.
function Link(link)
    return link.content
end

-- Comments of the documents.
function RawBlock()
    return {}
end

-- A terminal is too narrow for the tables. Each row becomes an entry of a list:
-- the first cell is its term, and the others follow, with the heading of their
-- column if there are several.
function Table(table)
    local simple = pandoc.utils.to_simple_table(table)
    local entries = pandoc.List()
    for _, row in ipairs(simple.rows) do
        local cells = pandoc.List()
        for column = 2, #row do
            local cell = pandoc.utils.blocks_to_inlines(row[column])
            if #row > 2 and #cell > 0 then
                local name = pandoc.utils.stringify(simple.headers[column])
                cell:insert(1, pandoc.Str(name .. ': '))
            end
            if #cells > 0 and #cell > 0 then
                cells:insert(pandoc.Str('; '))
            end
            cells:extend(cell)
        end
        entries:insert({ pandoc.utils.blocks_to_inlines(row[1]),
                         { { pandoc.Plain(cells) } } })
    end
    return pandoc.DefinitionList(entries)
end

-- These sections come first in their document, and last in the page.
local LAST = { FILES = true, ['SEE ALSO'] = true }

function Pandoc(document)
    local first, last = pandoc.List(), pandoc.List()
    local section = first
    for _, block in ipairs(document.blocks) do
        if block.t == 'Header' and block.level == 1 then
            section = LAST[pandoc.utils.stringify(block)] and last or first
        end
        section:insert(block)
    end
    return pandoc.Pandoc(first .. last, document.meta)
end
