// A modal dialog: the browser's own, which keeps the focus inside and closes with Escape.
import { type ReactNode, useEffect, useRef } from 'react'
import { Button, IconButton } from './button.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Leaves the heading out of sight, for dialogs that explain themselves. */
  readonly isBare?: boolean
  readonly className?: string
}

/** Open for as long as it is rendered. */
export function Dialog({ title, onClose, children, isBare = false, className = 'max-w-md' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const node = dialog.current
    if (!node?.open) node?.showModal()
    return () => node?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={`m-auto mt-[12vh] w-[calc(100vw-2rem)] rounded-xl border border-line bg-surface shadow-2xl backdrop:bg-black/40 ${className}`}
    >
      {!isBare && (
        <header className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
          <h2 className="font-semibold">{title}</h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
      )}
      {children}
    </dialog>
  )
}

interface ConfirmProps {
  readonly title: string
  readonly children: ReactNode
  /** What the button says, e.g. `Cancel run`. */
  readonly action: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="space-y-4 p-4">
        <div className="text-muted">{children}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep</Button>
          <Button
            weight="danger"
            autoFocus
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
