// Tabs of a page. Which one is open belongs into the address; the caller renders its content.
import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

interface TabsProps<Key extends string> {
  readonly label: string
  /** Label by key, in order. */
  readonly tabs: Readonly<Partial<Record<Key, string>>>
  readonly value: Key
  readonly onChange: (value: Key) => void
  readonly children: ReactNode
}

export function Tabs<Key extends string>({ label, tabs, value, onChange, children }: TabsProps<Key>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Key)} className="flex min-h-0 flex-1 flex-col">
      <Radix.List
        aria-label={label}
        className="flex shrink-0 gap-4 overflow-x-auto overflow-y-hidden border-b border-line bg-surface px-4"
      >
        {Object.entries(tabs as Readonly<Record<string, string>>).map(([key, name]) => (
          <Radix.Trigger
            key={key}
            value={key}
            className="border-b-2 border-transparent py-2 font-medium whitespace-nowrap text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {name}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="flex min-h-0 min-w-0 flex-1 flex-col" tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
