// A list beside what was chosen in it. On a narrow screen there is one or the other.
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

interface SplitProps {
  readonly list: ReactNode
  readonly label: string
  /** null: nothing is chosen, and a narrow screen shows the list. */
  readonly detail: ReactNode | null
  /** Shown in place of the detail on a wide screen. */
  readonly hint?: string
  readonly onBack: () => void
}

export function Split({ list, label, detail, hint = '', onBack }: SplitProps) {
  return (
    <div className="flex min-h-0 flex-1">
      <div
        tabIndex={0}
        role="group"
        aria-label={label}
        className={`min-h-0 w-full shrink-0 overflow-auto border-line lg:block lg:w-80 lg:border-r ${detail === null ? '' : 'hidden'}`}
      >
        {list}
      </div>
      <div
        className={`min-h-0 min-w-0 flex-1 flex-col overflow-auto bg-surface lg:flex ${detail === null ? 'hidden' : 'flex'}`}
      >
        {detail === null ? (
          <p className="m-auto p-8 text-muted">{hint}</p>
        ) : (
          <>
            <Button weight="quiet" icon="back" className="m-2 mb-0 self-start lg:hidden" onClick={onBack}>
              All
            </Button>
            {detail}
          </>
        )}
      </div>
    </div>
  )
}
