// Copies a text, and says that it did.
import { useState } from 'react'
import { IconButton } from './button.tsx'

const SHOWN_MS = 1200

export function CopyButton({ text, label = 'Copy' }: { text: string | (() => string); label?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <IconButton icon={isCopied ? 'check' : 'copy'} label={isCopied ? 'Copied' : label} onClick={() => void copy()} />
  )
}

/** A command to type, with a button that copies it. */
export function Command({ children }: { children: string }) {
  return (
    <div className="inline-flex max-w-full items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-3 font-mono text-sm">
      <code tabIndex={0} className="overflow-x-auto whitespace-pre">
        {children}
      </code>
      <CopyButton text={children} label="Copy the command" />
    </div>
  )
}
