// The one way to the server: the typed client, called with the session of this browser.
import { createClient } from 'errand/client'
import { watchedFetch } from './connection.ts'

export const client = createClient({ url: location.origin, token: null, fetch: watchedFetch })

/** The path of the console, without a / at the end. */
export const basePath = new URL(document.baseURI).pathname.replace(/\/$/, '')
