using System.CommandLine;

namespace Streaming.Host.Commands;

/// <summary>
/// <c>completion</c>: what a shell needs to complete commands and options; it asks this program with every press of the key.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of `streaming` for bash: source <(streaming completion bash)
        _streaming() {
            local line="${COMP_LINE:0:$COMP_POINT}" word
            COMPREPLY=()
            while IFS= read -r word; do
                [[ "$word" == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$word")
            done < <("$1" "[suggest:$((${#line} - ${#COMP_WORDS[0]} - 1))]" "${line#"${COMP_WORDS[0]}" }" 2>/dev/null)
        }
        complete -o default -F _streaming streaming
        """;

    private const string Zsh = """
        #compdef streaming
        # Completion of `streaming` for zsh: source <(streaming completion zsh)
        _streaming() {
            local line="${BUFFER[1,$CURSOR]}" found
            found=(${(f)"$("${words[1]}" "[suggest:$((${#line} - ${#words[1]} - 1))]" "${line#"${words[1]}" }" 2>/dev/null)"})
            compadd -a found || _files
        }
        compdef _streaming streaming
        """;

    private const string Fish = """
        # Completion of `streaming` for fish: streaming completion fish | source
        function __streaming_complete
            set -l tokens (commandline -opc)
            set -l line (commandline -cp)
            set -l typed (string sub --start (math (string length -- $tokens[1]) + 2) -- $line)
            $tokens[1] "[suggest:"(string length -- $typed)"]" "$typed" 2>/dev/null
        end
        complete -c streaming -a '(__streaming_complete)'
        """;

    private static readonly IReadOnlyDictionary<string, string> Scripts = new Dictionary<string, string>
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Scripts.Keys) };
        shell.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Scripts.ContainsKey(result.Tokens[0].Value))
                result.AddError($"SHELL is '{result.Tokens[0].Value}'; allowed: {string.Join(", ", Scripts.Keys)}");
        });
        var command = new Command(
            "completion",
            "Prints a script that completes commands and options in a shell, such as: source <(streaming completion bash)"
        )
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCodes.Ok;
        });
        return command;
    }
}
