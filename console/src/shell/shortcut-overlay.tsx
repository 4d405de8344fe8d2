// Every key that does something here and now.
import { Dialog } from '../components/dialog.tsx'
import { Key } from '../components/key.tsx'
import { useOfferedActions } from '../lib/actions.ts'

export function ShortcutOverlay({ onClose }: { onClose: () => void }) {
  const actions = useOfferedActions().filter(({ keys }) => keys !== undefined)
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} className="max-w-xl">
      <ul className="grid max-h-[60vh] gap-x-8 gap-y-1 overflow-auto p-4 sm:grid-cols-2">
        {actions.map(({ label, keys = '' }) => (
          <li key={keys} className="flex items-center justify-between gap-4 py-0.5">
            {label}
            <Key keys={keys} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
