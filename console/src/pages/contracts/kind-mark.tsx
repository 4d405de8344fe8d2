// Whether an operation only reads.
export function KindMark({ kind }: { kind: 'command' | 'query' }) {
  return (
    <span className="flex items-center gap-1.5 text-xs font-normal text-muted">
      {kind === 'command' && <span aria-hidden="true" className="size-1.5 rounded-full bg-wait" />}
      {kind === 'command' ? 'changes' : 'reads'}
    </span>
  )
}
