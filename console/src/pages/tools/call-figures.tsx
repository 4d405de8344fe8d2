// In a few words: how often a tool was called, and how often that failed. For a tool of several agents, of all together.
import { pluralize } from '../../lib/format.ts'
import type { ToolFigures } from './use-tool-figures.ts'

export function CallFigures({ figures }: { figures: readonly ToolFigures[] }) {
  const sum = (of: (item: ToolFigures) => number) => figures.reduce((total, item) => total + of(item), 0)
  const calls = sum((item) => item.calls)
  const failed = sum(({ failedCalls }) => failedCalls)
  const rate = failed / Math.max(1, failed + sum(({ completedCalls }) => completedCalls))
  return (
    <span className="numeric whitespace-nowrap text-xs text-muted">
      {calls === 0 ? 'no calls' : pluralize(calls, 'call')}
      {failed > 0 && <span className="text-bad"> · {formatRate(rate)} failed</span>}
    </span>
  )
}

/** `0.4 %`, `12 %`. */
export function formatRate(rate: number): string {
  const percent = rate * 100
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`
}
