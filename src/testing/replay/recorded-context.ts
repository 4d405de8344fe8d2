// What a recorded run read of its context spaces, to be read again: nothing is searched, and no folder is touched.
import type { RunEvent } from '../../contracts/run-event.ts'
import { isObject } from '../../contracts/scalars.ts'
import { loadSkill, readSkillFile } from '../../core/own-tools.ts'
import type { RunContext } from '../../runtime/ports.ts'
import { SEARCH_FAILED } from '../../runtime/provide-context.ts'

type SkillFile = Awaited<ReturnType<RunContext['readFile']>>

export function createRecordedContext(log: readonly RunEvent[]): RunContext {
  const provided = log.find((event) => event.type === 'context.provided')?.data
  const searched = log.find((event) => event.type === 'context.searched')?.data
  const fault = log.find((event) => event.type === 'log' && event.data.source === 'context')
  const filesByPlace = new Map(
    log.flatMap((event): [string, SkillFile][] => {
      if (event.type !== 'tool.started' || ![loadSkill.name, readSkillFile.name].includes(event.data.toolName))
        return []
      const { input } = event.data
      const named = isObject(input) ? input : {}
      const skill = provided?.skills.find(({ name, id }) => name === named['name'] || id === named['name'])
      if (!skill) return []
      const folder = skill.relativePath.slice(0, -'SKILL.md'.length)
      const path = typeof named['path'] === 'string' ? named['path'].replace(/^(\.\/)+/, '') : 'SKILL.md'
      return [[`${skill.sourceId}/${folder}${path}`, findFile(log, event.data.callId)]]
    }),
  )
  return {
    describe: () => Promise.resolve(provided ?? { contextSpaces: [], skills: [], sources: [] }),
    search() {
      if (fault?.type !== 'log') return Promise.resolve(searched ?? null)
      return Promise.reject(new Error(fault.data.message.slice(SEARCH_FAILED.length)))
    },
    readFile: (sourceId, path) => Promise.resolve(filesByPlace.get(`${sourceId}/${path}`) ?? null),
  }
}

function findFile(log: readonly RunEvent[], callId: string): SkillFile {
  for (const { type, data } of log) {
    if (type === 'tool.completed' && data.callId === callId) return { content: String(data.output) }
    if (type === 'tool.failed' && data.callId === callId && data.code === 'PATH_DENIED') return 'denied'
  }
  return null
}
