// The slugs that an agent of a name may have: from the name, with a number when others have it.

const MAX_LENGTH = 100
const MAX_SLUGS = 1000

export function* listSlugs(name: string): Generator<string, void, undefined> {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  const words = plain.toLowerCase().match(/[a-z0-9]+/g) ?? ['agent']
  const slug = words
    .join('-')
    .slice(0, MAX_LENGTH - 5)
    .replace(/-$/, '')
  yield slug
  for (let n = 2; n <= MAX_SLUGS; n += 1) yield `${slug}-${n}`
}
