declare module '@npmcli/run-script' {
  interface RunScriptOptions {
    readonly event: string;
    readonly path: string;
    readonly pkg: object;
    readonly stdio: 'inherit' | 'pipe';
    readonly scriptShell?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  export default function runScript(options: RunScriptOptions): Promise<unknown>;
}
