// Tools made through the API: what their settings make of a definition, and what is wrong with the settings.
import type { ImplementationType } from '../contracts/enums.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { FunctionImplementation, HttpImplementation, type ToolSettings } from '../contracts/tool.ts'
import type { SettingFault } from './define-stored-agent.ts'
import { escapePointer, findDialectFault } from './find-dialect-fault.ts'
import { findTemplateFault } from './render-template.ts'
import { omitAbsent } from './run-row.ts'
import type { StoredTool } from './tool-row.ts'

/** The definition with the settings that are given. */
export function applyToolSettings(definition: StoredTool, settings: ToolSettings): StoredTool {
  const { parametersSchema, outputSchema, implementationConfig, maxInvocationsPerMinute } = settings
  const { timeoutMs, tags, effect } = settings
  const schemas = { parametersSchema, outputSchema, implementationConfig }
  return { ...definition, ...omitAbsent({ ...schemas, maxInvocationsPerMinute, timeoutMs, tags, effect }) }
}

/** Says what is wrong with the settings of a tool of this kind, or null. */
export function findToolFault(type: ImplementationType, settings: ToolSettings): SettingFault | null {
  for (const name of ['parametersSchema', 'outputSchema'] as const) {
    const schema = settings[name]
    const fault = schema && (findDialectFault(schema) ?? findObjectFault(name, schema))
    if (fault) return { ...fault, pointer: `/${name}${fault.pointer}`, code: 'SCHEMA_UNSUPPORTED' }
  }
  if (type === 'workflow') {
    const message =
      'workflow tools cannot be made yet; use http or function, or give the agent in code an agent as tool'
    return { pointer: '/implementationType', code: 'INPUT_INVALID', message }
  }
  const config = settings.implementationConfig
  if (!config) return null
  const parsed = (type === 'http' ? HttpImplementation : FunctionImplementation).safeParse(config)
  const issue = parsed.error?.issues[0]
  if (issue) {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path
    const pointer = ['implementationConfig', ...path].map((part) => `/${escapePointer(String(part))}`).join('')
    return { pointer, code: 'INPUT_INVALID', message: issue.message }
  }
  return type === 'http' ? findHttpFault(HttpImplementation.parse(config)) : null
}

function findObjectFault(name: string, schema: JsonObject) {
  if (name === 'outputSchema' || schema['type'] === 'object') return null
  return { pointer: '/type', message: 'the parameters are an object: "type" must be "object"' }
}

const RESERVED = ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'idempotency-key']

/** Headers that belong to the connection or to Errand. */
export function isReservedHeader(name: string): boolean {
  return RESERVED.includes(name.toLowerCase())
}

function findHttpFault({ url, query = {}, headers = {}, body, method }: HttpImplementation): SettingFault | null {
  const invalid = (pointer: string, message: string): SettingFault => ({
    pointer: `/implementationConfig${pointer}`,
    code: 'INPUT_INVALID',
    message,
  })
  if (!URL.canParse(url.replaceAll(/\{\{.*?\}\}/g, 'x'))) return invalid('/url', 'is not a URL')
  const reserved = Object.keys(headers).find(isReservedHeader)
  if (reserved !== undefined) return invalid(`/headers/${reserved}`, 'this header is set by Errand')
  for (const [pointer, text] of listTexts({ url, query, headers, body }, '')) {
    const faults = text.split(/\{\{\s*secret:\w+\s*\}\}/).map(findTemplateFault)
    const fault = faults.find((part) => part !== null)
    if (fault !== undefined) return invalid(pointer, fault)
  }
  if (body !== undefined && method === 'GET') return invalid('/body', 'a GET has no body')
  const outside = JSON.stringify([url, query, body ?? null])
  if (/\{\{\s*secret:/.test(outside)) return invalid('', '{{secret:NAME}} can stand in headers only')
  return null
}

/** Every text in a value, with the pointer to it. */
function listTexts(value: unknown, pointer: string): [string, string][] {
  if (typeof value === 'string') return [[pointer, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => listTexts(part, `${pointer}/${escapePointer(name)}`))
}
