using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;

namespace Drydock.Build.Tests.Graph;

public sealed class PlanTextTests
{
    [Fact]
    public async Task Render_OfStages_NumbersStepsAndNamesTheirInputs()
    {
        using var fixture = new PlanFixture();
        var plan = await fixture.PlanAsync("FROM scratch AS a\nCOPY a /\nFROM scratch AS b\nCOPY b /\nFROM a\nCOPY --from=b /b /\nRUN --mount=from=b,target=/m x");
        Assert.Equal(
            """
              1  FROM scratch
              2  [a 1/1] COPY a /  (needs 1)
              3  FROM scratch
              4  [b 1/1] COPY b /  (needs 3)
              5  [stage-2 1/2] COPY --from=b /b /  (needs 2, 4)
              6  [stage-2 2/2] RUN --mount=from=b,target=/m x  (needs 4, 5)

            """,
            PlanText.Render(plan.Image.Top));
    }
}
