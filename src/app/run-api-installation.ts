// What this installation has for agents of the run API: model stacks from the settings, tools from loaded code.
import type { Installation } from '../dialects/agdev/installation.ts'
import type { Models } from '../models/registry.ts'
import type { Tool } from '../runtime/define-tool.ts'
import type { StoredToolDeps } from '../runtime/stored-tool.ts'
import { ConfigError, type Env, readText } from './env.ts'

interface Settings {
  readonly env: Env
  readonly tools?: readonly Tool[]
}

interface Parts {
  readonly models: Models
  readonly storedTools: StoredToolDeps
}

export function createInstallation({ env, tools = [] }: Settings, { models, storedTools }: Parts): Installation {
  const modelsByStack = readModelStacks(env)
  const hasTool = (organizationId: string, name: string) =>
    (storedTools.findFunction(organizationId, name) ?? storedTools.findBuiltIn(organizationId, name)) !== null
  return {
    hasTool,
    async resolveModelStack(modelStackId) {
      const model = modelsByStack.get(modelStackId) ?? modelStackId
      const resolved = await models.resolve(model)
      if (resolved.ok || resolved.code === 'MODEL_KEY_MISSING') return { ok: true, model }
      const aliases = [...modelsByStack.keys()].join(', ')
      return { ok: false, message: aliases ? `${resolved.message}, or one of ${aliases}` : resolved.message }
    },
    findMcpTool(organizationId, serverId, name) {
      const found = tools.find(({ mcp }) => mcp?.serverId === serverId && mcp.tool === name)?.definition.name
      return found !== undefined && hasTool(organizationId, found) ? found : null
    },
  }
}

/** Models by the alias that stands for them (ERRAND_MODEL_STACKS: `alias=provider/model`, comma-separated). */
function readModelStacks(env: Env): ReadonlyMap<string, string> {
  const text = readText(env, 'ERRAND_MODEL_STACKS') ?? ''
  const items = text.split(',').map((item) => item.trim())
  return new Map(
    items.filter(Boolean).map((item) => {
      const [, alias = '', model = ''] = /^([^=\s]+)\s*=\s*([^=/\s]+\/\S+)$/.exec(item) ?? []
      if (alias !== '') return [alias, model] as const
      throw new ConfigError(`ERRAND_MODEL_STACKS has "${item}"; it takes alias=provider/model, comma-separated`)
    }),
  )
}
