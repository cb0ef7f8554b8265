using System.Diagnostics;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class CompletionCommandTests
{
    /// <summary>What a shell asks for when the word at its cursor is to be completed, here printed a line each.</summary>
    private const string Bash = """
        streaming() { dotnet exec "$PROGRAM" "$@"; }
        source <(streaming completion bash)
        COMP_LINE='streaming models l' COMP_POINT=18 COMP_WORDS=(streaming models l) COMP_CWORD=2
        _streaming streaming
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    private const string Fish = """
        function streaming; dotnet exec $PROGRAM $argv; end
        streaming completion fish | source
        complete -C 'streaming models l'
        """;

    private const string Zsh = """
        streaming() { dotnet exec "$PROGRAM" "$@" }
        compdef() { }
        compadd() { local all=("${(@P)2}"); print -l -- ${(M)all:#${words[-1]}*} } # as zsh itself: what begins like the word
        source <(streaming completion zsh)
        words=(streaming models l) BUFFER='streaming models l' CURSOR=18
        _streaming
        """;

    [Theory]
    [InlineData("bash", Bash)]
    [InlineData("fish", Fish)]
    [InlineData("zsh", Zsh)]
    public async Task a_shell_that_sources_the_script_completes_a_command(string shell, string script)
    {
        var start = new ProcessStartInfo(shell, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PROGRAM"] = typeof(StreamingProgram).Assembly.Location;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{shell} is not installed");
            return;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(process.ExitCode == 0, await error);
            Assert.Equal(["list"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
