// The same call in four places.
import { useEffect, useState } from 'react'
import { CopyButton } from '../../components/copy.tsx'
import type { Contract } from './listed-operation.ts'
import { renderCli, renderCurl, renderMcp, renderTypeScript } from './render-snippets.ts'

interface SnippetsProps {
  readonly contract: Contract
  readonly input: Readonly<Record<string, unknown>>
}

export function Snippets({ contract, input }: SnippetsProps) {
  const [curl, setCurl] = useState('')
  useEffect(() => {
    let isCurrent = true
    void renderCurl(contract, input).then((text) => isCurrent && setCurl(text))
    return () => void (isCurrent = false)
  }, [contract, input])
  const snippets = {
    'Command line': renderCli(contract, input),
    curl,
    TypeScript: renderTypeScript(contract, input),
    MCP: renderMcp(contract, input),
  }
  return (
    <div className="min-w-0 space-y-3">
      {Object.entries(snippets).map(([name, text]) => (
        <section key={name} aria-label={name} className="rounded-lg border border-line">
          <header className="flex h-8 items-center justify-between border-b border-line pr-0.5 pl-3">
            <h3 className="text-xs font-medium text-muted">{name}</h3>
            <CopyButton text={text} label={`Copy for ${name}`} />
          </header>
          <pre
            tabIndex={0}
            role="group"
            aria-label={`${name} snippet`}
            className="max-h-80 overflow-auto p-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
          >
            {text}
          </pre>
        </section>
      ))}
    </div>
  )
}
