// A route of the run API without what all of them share.
import type { DialectRoute } from '../../operations/dialect-route.ts'

export type ApiRoute = Pick<DialectRoute, 'method' | 'path' | 'contract' | 'answer'>
