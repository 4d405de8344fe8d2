// The credential of a request: what its Authorization header says.

/** The token that a request comes with; null when it has none. */
export type ReadToken = (request: Request) => string | null

/** The bearer token of a request; null when it has none. */
export function readBearer(request: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
}
