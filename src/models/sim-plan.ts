// The plan that the simulated assistant writes when it is offered `write_plan`: the tools it means to call, a step a line.
import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'
import type { SimRequest } from './sim-request.ts'
import type { PlannedCall } from './sim-tools.ts'

/** The call that writes the plan, or null: there is no such tool, or the plan already names every tool that is called. */
export function planFirst(
  tools: readonly LanguageModelV4FunctionTool[],
  { plan }: SimRequest,
  calls: readonly PlannedCall[],
): PlannedCall | null {
  const tool = tools.find(({ name }) => name === 'write_plan')
  const names = [...new Set(calls.map(({ pick }) => `\`${pick.tool.name}\``))]
  if (!tool || names.length === 0 || (plan !== null && names.every((name) => plan.includes(name)))) return null
  const before = plan === null ? [] : plan.split('\n').slice(0, -1)
  const steps = [...before, ...calls.map(renderStep), 'Answer from what comes back.']
  const lines = steps.map((step, index) => `${index + 1}. ${step.replace(/^\d+\. /, '')}`)
  const reason = plan === null ? 'a plan comes before the first call' : 'the plan has changed'
  return { pick: { tool, isSearch: false, reason }, input: { plan: lines.join('\n') } }
}

function renderStep({ pick, input }: PlannedCall): string {
  const values = Object.values(input as object).filter(
    (value) => typeof value === 'string' || typeof value === 'number',
  )
  const given = values.map((value) => `"${value}"`).join(', ')
  return `Call \`${pick.tool.name}\`${given === '' ? '' : ` with ${given}`}: ${pick.reason}.`
}
