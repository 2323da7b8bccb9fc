using System.Diagnostics;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Syntax;
using Drydock.Dockerfile.Instructions;
var text = File.ReadAllText(args[0]);
Run("tree", () => SyntaxTree.Parse(text));
var tree = SyntaxTree.Parse(text);
Run("instr", () => tree.Nodes.Select(n => InstructionParser.Parse(n)).ToList());
Run("doc", () => DockerfileDocument.Parse(text));
foreach (var g in tree.Nodes.GroupBy(n => n.Name).OrderByDescending(g => g.Count()))
{
    var list = g.ToList();
    Run(g.Key + " " + list.Count, () => list.Select(n => InstructionParser.Parse(n)).ToList(), list.Count);
    var src = string.Join("\n", list.Where(n => n.Heredocs.Count == 0).Select(n => n.Source));
    Run("  syntax", () => SyntaxTree.Parse(src), list.Count);
}
static void Run<T>(string name, Func<T> f, int per = 0)
{
    for (var i = 0; i < 5; i++) f();
    double best = 1e9; long a = 0;
    for (var i = 0; i < 20; i++) { var b = GC.GetAllocatedBytesForCurrentThread(); var w = Stopwatch.StartNew(); f(); w.Stop(); a = GC.GetAllocatedBytesForCurrentThread() - b; best = Math.Min(best, w.Elapsed.TotalMilliseconds); }
    Console.WriteLine($"{name}: {best:F1} ms {a/1048576.0:F1} MB {(per > 0 ? $"{a/per} B each, {best*1000/per:F2} us each" : "")}");
}
