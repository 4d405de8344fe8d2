// The command palette: pages, agents, and what can be done here; a run's id goes straight to the run.
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Dialog } from '../components/dialog.tsx'
import { Key } from '../components/key.tsx'
import { type Action, useOfferedActions } from '../lib/actions.ts'
import { useCall } from '../lib/use-call.ts'

export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const entries = useEntries(text.trim())
  const chosen = entries[Math.min(active, entries.length - 1)]
  const run = (entry: Action | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const move = (by: number) => setActive((active + by + entries.length) % Math.max(1, entries.length))
  return (
    <Dialog title="Search and commands" isBare onClose={onClose} className="max-w-xl">
      <input
        autoFocus
        role="combobox"
        aria-label="Search pages, agents and commands"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={chosen ? `palette-${entries.indexOf(chosen)}` : undefined}
        placeholder="Where to, or what to do?"
        className="h-11 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-muted"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(1)
          else if (event.key === 'ArrowUp') move(-1)
          else if (event.key === 'Enter') run(chosen)
          else return
          event.preventDefault()
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Results" className="max-h-[50vh] overflow-auto p-1.5">
        {entries.map((entry, index) => (
          <li
            key={entry.label}
            id={`palette-${index}`}
            role="option"
            aria-selected={entry === chosen}
            onMouseMove={() => setActive(index)}
            onClick={() => run(entry)}
            className="flex h-8 cursor-pointer items-center justify-between gap-3 rounded-md px-2.5 aria-selected:bg-sunken"
          >
            <span className="truncate">{entry.label}</span>
            {entry.keys && <Key keys={entry.keys} />}
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p className="px-4 pb-4 text-muted">Nothing of this name.</p>}
    </Dialog>
  )
}

function useEntries(text: string): Action[] {
  const navigate = useNavigate()
  const offered = useOfferedActions().filter(({ isHidden }) => !isHidden)
  const { data } = useCall('agent.list', { limit: 100 })
  const agents = (data?.items ?? []).map(({ id, name }) => ({
    label: `Agent ${name}`,
    run: () => void navigate({ to: '/agents/$agentId', params: { agentId: id } }),
  }))
  const words = text.toLowerCase().split(/\s+/)
  const matches = [...offered, ...agents].filter(({ label }) =>
    words.every((word) => label.toLowerCase().includes(word)),
  )
  if (!text.startsWith('run_')) return matches
  const goTo = () => void navigate({ to: '/runs/$runId', params: { runId: text } })
  return [{ label: `Run ${text}`, run: goTo }, ...matches]
}
