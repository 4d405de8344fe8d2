// Exit codes, as `errand --help` documents them.

export const EXIT = {
  ok: 0,
  /** The operation answered with an error. */
  problem: 1,
  /** The command line or the configuration cannot be used. */
  usage: 2,
  /** The run ended in error. */
  runFailed: 3,
  /** The run was cancelled. */
  runCancelled: 4,
  /** A fault of errand itself. */
  internal: 70,
  /** Ended by Ctrl-C before there was an outcome. */
  interrupted: 130,
} as const

export const exitCodeHelp = `Exit codes:
  0  success                            3    the run ended in error
  1  the operation answered an error    4    the run was cancelled
  2  bad usage or configuration         70   a fault of errand itself
                                        130  interrupted`
