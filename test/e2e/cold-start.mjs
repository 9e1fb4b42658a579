// A process of its own, as a new copy of a function is: imports the bundle, then handles one event. Prints one line of JSON.

const [, , bundle, event] = process.argv;
const clock = () => ({ wallMs: performance.now(), ...process.cpuUsage() });
const since = (from, to) => ({
  wallMs: Math.round(to.wallMs - from.wallMs),
  cpuMs: Math.round((to.user + to.system - from.user - from.system) / 1000),
});
const started = clock();
const { handler } = await import(bundle);
const loaded = clock();
await handler(JSON.parse(event));
const handled = clock();
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
// On a line of its own, among those of the function's log.
process.stdout.write(
  `\n${JSON.stringify({ load: since(started, loaded), first: since(loaded, handled), peakMegabytes })}\n`,
);
process.exit(0);
