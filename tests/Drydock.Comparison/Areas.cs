using Drydock.Comparison.Harness;

namespace Drydock.Comparison;

public sealed class CopyDirectories(ComparisonYard yard) : Area(yard);

public sealed class CopyWildcards(ComparisonYard yard) : Area(yard);

public sealed class CopySymlinks(ComparisonYard yard) : Area(yard);

public sealed class CopyOwnership(ComparisonYard yard) : Area(yard);

public sealed class CopyFromStages(ComparisonYard yard) : Area(yard);

public sealed class CopyNewFlags(ComparisonYard yard) : Area(yard);

public sealed class AddArchives(ComparisonYard yard) : Area(yard);

public sealed class RunBasics(ComparisonYard yard) : Area(yard);

public sealed class RunMounts(ComparisonYard yard) : Area(yard);

public sealed class Variables(ComparisonYard yard) : Area(yard);

public sealed class Workdir(ComparisonYard yard) : Area(yard);

public sealed class ConfigMetadata(ComparisonYard yard) : Area(yard);

public sealed class Dockerignore(ComparisonYard yard) : Area(yard);

public sealed class SpecialFiles(ComparisonYard yard) : Area(yard);

public sealed class StageGraphs(ComparisonYard yard) : Area(yard);

public sealed class Deletions(ComparisonYard yard) : Area(yard);
