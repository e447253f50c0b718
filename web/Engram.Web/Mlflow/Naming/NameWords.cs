namespace Engram.Web.Mlflow.Naming;

/// <summary>Words that names of runs are made of: friendly ones of at most seven letters.</summary>
internal static class NameWords
{
    /// <summary>159 adjectives.</summary>
    public static IReadOnlyList<string> Adjectives { get; } = Words("""
        able agile airy alert alive amber ample apt ardent arctic autumn azure balmy bold bonny brave breezy bright brisk bronze bubbly
        calm candid casual civil clean clear clever cobalt comic coral cosmic cosy crisp curious dainty dapper daring deft dewy dreamy
        eager early earnest easy elated elegant fabled fair famous festive fleet fond frank free fresh frosty gentle genial gifted glad
        gleeful golden good grand green hale handy happy hardy hearty humble ideal indigo jade jolly jovial joyful keen kind lasting lilac
        lively loyal lucid lucky lunar magic marine mellow merry mighty mild modest mossy muted neat nifty nimble noble novel opal open
        orderly patient peppy placid playful plucky polar polite proud pure quaint quick quiet rapid rare ready regal robust rosy royal
        rustic sage salty sane serene sharp silent silver simple sincere skilled sleek smart smooth snowy snug solar solid sound spry
        stable steady still stoic sunny supple swift tender tidy upbeat valiant vivid warm wise witty zesty
        """);

    /// <summary>123 nouns.</summary>
    public static IReadOnlyList<string> Nouns { get; } = Words("""
        acorn alder antler apple aspen badger bay beacon bear beaver beech birch bison bobcat breeze brook canyon cedar cherry cliff cloud
        clover comet condor cove coyote crane creek cricket crow cypress dale deer delta dove duck dune eagle ember falcon fern fig finch
        fir fjord fox gecko glade glacier goose gorge grove gull harbor hare hawk hazel heron hill holly ibis iris island jay juniper kite
        koala lake lark laurel lemur lichen lily linden llama lotus lynx maple marsh marten meadow mesa mink moon moose moss newt oak
        ocean olive orca orchid osprey otter owl panda peak pebble petrel pine plover pond poplar quail quartz rain raven reef ridge river
        robin rowan salmon sparrow spruce stoat stork swan thrush tide tulip valley vole
        """);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
