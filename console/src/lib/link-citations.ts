// Makes the numbers by which a text cites its sources, `[2]` or `[1, 3]`, into links.

const citation = /\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]/g

/** Each link has the number as `data-source`. What stands in code or in another link stays as it is. */
export function linkCitations(root: Element, numbers: ReadonlySet<number>): void {
  for (const text of listTexts(root)) {
    if (text.parentElement?.closest('a, code')) continue
    const cited = [...text.data.matchAll(citation)].filter(([, list = '']) =>
      listNumbers(list).every((n) => numbers.has(n)),
    )
    // From the last, so that the places of the others stay.
    for (const { index, 0: whole, 1: list = '' } of cited.toReversed()) {
      const rest = text.splitText(index)
      rest.splitText(whole.length)
      rest.replaceWith(...renderLinks(list))
    }
  }
}

export function listTexts(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) texts.push(walker.currentNode as Text)
  return texts
}

function listNumbers(list: string): number[] {
  return list.split(',').map(Number)
}

/** A link in brackets for each number. */
function renderLinks(list: string): Element[] {
  return listNumbers(list).map((n) => {
    const link = document.createElement('a')
    link.href = `${location.pathname}${location.search}#source-${n}`
    link.dataset['source'] = String(n)
    link.textContent = `[${n}]`
    return link
  })
}
