// The full-text index of one context space: contentless, over folded words, ranked by core/rank-chunks.ts.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { listTerms } from '../../core/search-terms.ts'
import { splitPath } from '../../core/rank-chunks.ts'

export interface ContextIndex {
  add(chunk: number, piece: { path: string; heading: string; text: string }): void
  remove(chunk: number): void
  /** In how many pieces each term stands. */
  count(terms: readonly string[]): Map<string, number>
  /** The best pieces by a first, rough rank. */
  find(terms: readonly string[]): number[]
}

const MOST_CANDIDATES = 200
/** Words that stand in more pieces than this, taken together, select none while there are rarer ones: a search must end soon. */
const MOST_MATCHES = 20_000

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
  const count: StatementSync = db.prepare(`SELECT doc FROM context_terms_${space} WHERE term = ?`)
  const find = db.prepare(`
    SELECT rowid FROM context_index_${space} WHERE context_index_${space} MATCH ?
    ORDER BY bm25(context_index_${space}, 8, 2, 8, 1) LIMIT ${MOST_CANDIDATES}`)
  const countTerms = (terms: readonly string[]) =>
    new Map(terms.map((term) => [term, Number(count.get(term)?.['doc'] ?? 0)]))
  return {
    add(chunk, { path, heading, text }) {
      const { folder, name } = splitPath(path)
      insert.run(chunk, ...[name, folder, heading, text].map((field) => listTerms(field).join(' ')))
    },
    remove: (chunk) => void remove.run(chunk),
    count: countTerms,
    find(terms) {
      const chosen = chooseTerms(countTerms(terms))
      if (chosen.length === 0) return []
      return find.all(chosen.map((term) => `"${term}"`).join(' OR ')).map((row) => Number(row['rowid']))
    },
  }
}

/** The rarest words first; at least one that is there at all. */
function chooseTerms(countsByTerm: ReadonlyMap<string, number>): string[] {
  const known = [...countsByTerm].filter(([, count]) => count > 0).sort(([, a], [, b]) => a - b)
  let matches = 0
  return known.flatMap(([term, count], index) => {
    matches += count
    return index === 0 || matches <= MOST_MATCHES ? [term] : []
  })
}
