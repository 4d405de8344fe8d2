// A store whose verbs a test can get hold of, and one whose storage fails now and then, before or after it did its work.
import type { Store } from '../store/store.ts'
import { StoreUnavailableError } from '../store/store-error.ts'

/** Every verb that reaches the storage. */
export type Verb = Exclude<keyof Store, 'subscribe' | `watch${string}` | symbol>
/** Stands before a verb. `perform` does what the verb does. */
export type Intercept = (verb: Verb, perform: () => Promise<unknown>, params: unknown) => Promise<unknown>

/** The same store, with `intercept` before every verb. */
export function interceptStore(store: Store, intercept: Intercept): Store {
  const intercepted = Object.entries(store).map(([name, verb]) => {
    const perform = verb as (params: unknown) => Promise<unknown>
    return [name, (params: unknown = null) => intercept(name as Verb, () => perform(params), params)]
  })
  return {
    ...store,
    ...(Object.fromEntries(intercepted) as object),
    subscribe: (listener) => store.subscribe(listener),
    watchKeys: (listener) => store.watchKeys(listener),
    watchDeliveries: (listener) => store.watchDeliveries(listener),
    watchTasks: (listener) => store.watchTasks(listener),
  }
}

/**
 * A share of the calls rejects although nothing was done, and as many do their work and reject all the same: their caller
 * cannot know.
 */
export function failSometimes(share: number, random: () => number): Intercept {
  return async (verb, perform) => {
    const dice = random()
    if (dice < share / 2) throw new StoreUnavailableError(`${verb} was not done`)
    const result = await perform()
    if (dice < share) throw new StoreUnavailableError(`${verb} was done`)
    return result
  }
}
