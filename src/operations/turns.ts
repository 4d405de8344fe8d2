// Calls of one name run one after the other, in this process.

type TakeTurn = <T>(name: string, perform: () => Promise<T>) => Promise<T>

export function createTurns(): TakeTurn {
  const lastByName = new Map<string, Promise<unknown>>()
  return async (name, perform) => {
    const before = lastByName.get(name) ?? Promise.resolve()
    const turn = before.then(perform, perform)
    lastByName.set(name, turn)
    try {
      return await turn
    } finally {
      if (lastByName.get(name) === turn) lastByName.delete(name)
    }
  }
}
