// Calls on tasks from a place in the hierarchy: a caller reaches tasks at its own place and below.
import { type Client, createClient, type OutputFor } from 'errand/client'
import { client } from '../../lib/client.ts'
import { watchedFetch } from '../../lib/connection.ts'

export type Task = Extract<OutputFor<'tasks.list'>['items'][number], { command: unknown }>
export type LoggedItem = OutputFor<'tasks.logs'>['items'][number]
export type Firing = Extract<LoggedItem, { trigger: unknown }>

const clients = new Map<string, Client>()

/** null: the place of the credential. */
export function clientAt(place: string | null): Client {
  if (place === null) return client
  const known = clients.get(place)
  if (known) return known
  const headers = { 'X-Errand-Agent-Instance-Hierarchy': place }
  const made = createClient({ url: location.origin, token: null, fetch: watchedFetch, headers })
  clients.set(place, made)
  return made
}

export function isFiring(item: LoggedItem): item is Firing {
  return 'trigger' in item
}
