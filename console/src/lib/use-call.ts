// Operations as queries and commands of a component.
import type { InputFor, OutputFor } from 'errand/client'
import type { Contracts } from 'errand/contracts'
import {
  keepPreviousData,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { client } from './client.ts'

type Key = keyof Contracts

interface CallOptions<Output> {
  /** Asks again so often, in ms, while the page is in view; it may depend on the last answer. */
  readonly everyMs?: number | false | ((output: Output | undefined) => number | false)
  readonly isEnabled?: boolean
}

/** What a query is cached by. */
export function callKey<K extends Key>(key: K, input: InputFor<K>): readonly [K, InputFor<K>] {
  return [key, input]
}

/** A query's function for an operation. */
export function callOperation<K extends Key>(key: K, input: InputFor<K>) {
  return ({ signal }: { signal: AbortSignal }): Promise<OutputFor<K>> => client.call(key, input, { signal })
}

/** The answer of an operation; the one before stays until the next is there. */
export function useCall<K extends Key>(
  key: K,
  input: InputFor<K>,
  { everyMs = false, isEnabled = true }: CallOptions<OutputFor<K>> = {},
): UseQueryResult<OutputFor<K>> {
  return useQuery<OutputFor<K>, Error, OutputFor<K>, readonly [K, InputFor<K>]>({
    queryKey: callKey(key, input),
    queryFn: callOperation(key, input),
    refetchInterval: typeof everyMs === 'function' ? ({ state }) => everyMs(state.data) : everyMs,
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  })
}

/** A command; what was read before is read again once it has succeeded. */
export function useCommand<K extends Key>(key: K): UseMutationResult<OutputFor<K>, Error, InputFor<K>> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: InputFor<K>) => client.call(key, input),
    onSuccess: () => queries.invalidateQueries(),
  })
}
