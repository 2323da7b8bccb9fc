namespace Drydock.Build;

/// <summary>A build that may only answer from the store (<see cref="BuildOptions.AnswerOnly"/>) met something it would have to do.</summary>
public sealed class ExecutionNeededException() : Exception("not everything is in the store");
