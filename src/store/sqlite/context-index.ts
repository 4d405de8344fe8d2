// The full-text index of one context space: contentless, over folded words, ranked by core/rank-chunks.ts.
import type { DatabaseSync } from 'node:sqlite'
import { listTerms } from '../../core/search-terms.ts'
import { splitPath } from '../../core/rank-chunks.ts'

export interface ContextIndex {
  add(chunk: number, piece: { path: string; heading: string; text: string }): void
  remove(chunk: number): void
  /** In how many pieces each term stands. */
  count(terms: readonly string[]): Map<string, number>
  /** Pieces that may be the best of these many, by a first, rough look. */
  find(terms: readonly string[], chunkCount: number): number[]
}

/** Pieces that are given for ranking, of those that hold a rare word; half as many for words that are common. */
const MOST_CANDIDATES = 120
/** The rough rank looks at no more pieces than this, for a search must end soon. A word that stands in more is common. */
const MOST_RANKED = 2000
/** Common words that select, the rarest of them. */
const MOST_COMMON = 3
/** Counts above this are remembered until the index changes: it takes long to count them. */
const LARGE_COUNT = 1000

export function createContextIndex(db: DatabaseSync, space: number): void {
  db.exec(`
    CREATE VIRTUAL TABLE context_index_${space} USING fts5 (name, folder, heading, body,
      content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'");
    CREATE VIRTUAL TABLE context_terms_${space} USING fts5vocab (context_index_${space}, row);`)
}

/** Gives the index of a space by the number of its row. */
export function prepareContextIndex(db: DatabaseSync): (space: number) => ContextIndex {
  const indexes = new Map<number, ContextIndex>()
  return (space) => {
    const known = indexes.get(space) ?? openIndex(db, space)
    indexes.set(space, known)
    return known
  }
}

function openIndex(db: DatabaseSync, space: number): ContextIndex {
  const insert = db.prepare(
    `INSERT INTO context_index_${space} (rowid, name, folder, heading, body) VALUES (?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare(`DELETE FROM context_index_${space} WHERE rowid = ?`)
  const count = db.prepare(`SELECT doc FROM context_terms_${space} WHERE term = ?`)
  const match = `FROM context_index_${space} WHERE context_index_${space} MATCH ?`
  const rank = db.prepare(`
    SELECT rowid FROM (
      SELECT rowid, bm25(context_index_${space}, 8, 2, 8, 1) AS rank ${match} LIMIT ${MOST_RANKED})
    ORDER BY rank LIMIT ?`)
  const take = db.prepare(`SELECT rowid ${match} LIMIT ?`)
  const largeCounts = new Map<string, number>()
  const countTerm = (term: string): number => {
    const large = largeCounts.get(term)
    if (large !== undefined) return large
    const counted = Number(count.get(term)?.['doc'] ?? 0)
    if (counted > LARGE_COUNT) largeCounts.set(term, counted)
    return counted
  }
  const countTerms = (terms: readonly string[]) => new Map(terms.map((term) => [term, countTerm(term)]))
  return {
    add(chunk, { path, heading, text }) {
      largeCounts.clear()
      const { folder, name } = splitPath(path)
      insert.run(chunk, ...[name, folder, heading, text].map((field) => listTerms(field).join(' ')))
    },
    remove(chunk) {
      largeCounts.clear()
      remove.run(chunk)
    },
    count: countTerms,
    find(terms, chunkCount) {
      const found = planSearch(countTerms(terms), chunkCount).flatMap(({ expression, isRanked, most }) =>
        (isRanked ? rank : take).all(expression, most),
      )
      return [...new Set(found.map((row) => Number(row['rowid'])))]
    },
  }
}

interface Selection {
  /** In the words of FTS5. */
  readonly expression: string
  /** False: any pieces that match, for all are about as good. */
  readonly isRanked: boolean
  readonly most: number
}

/**
 * 1. Rare words select the pieces that hold any of them.
 * 2. Common words select the pieces whose name, folder or heading has one, and those that hold two of them or all.
 * 3. Words that stand in a third of all pieces select only when the query has no others.
 */
function planSearch(countsByTerm: ReadonlyMap<string, number>, chunkCount: number): Selection[] {
  const known = [...countsByTerm].filter(([, count]) => count > 0).sort(([, a], [, b]) => a - b)
  let matches = 0
  const rare = known.filter(([, count]) => (matches += count) <= MOST_RANKED).map(([term]) => `"${term}"`)
  const rest = known.slice(rare.length)
  const telling = rest.filter(([, count]) => count <= chunkCount / 3)
  const isRanked = telling.length > 0
  const chosen = isRanked || rare.length > 0 ? telling : rest
  const common = chosen.slice(0, MOST_COMMON).map(([term]) => `"${term}"`)
  const selections: Selection[] = []
  const most = MOST_CANDIDATES / 2
  if (rare.length > 0) selections.push({ expression: rare.join(' OR '), isRanked: true, most: MOST_CANDIDATES })
  if (common.length > 0)
    selections.push({ expression: `{name folder heading} : (${common.join(' OR ')})`, isRanked, most })
  if (common.length > 1) selections.push({ expression: common.join(' AND '), isRanked, most })
  if (common.length > 2) {
    const pairs = common.flatMap((a, index) => common.slice(index + 1).map((b) => `(${a} AND ${b})`))
    selections.push({ expression: pairs.join(' OR '), isRanked, most })
  }
  if (common.length > 0 && rare.length === 0)
    selections.push({ expression: common.join(' OR '), isRanked: false, most })
  return selections
}
