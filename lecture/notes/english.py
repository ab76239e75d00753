"""English word lists: which words carry grammar, open a phrase, point at something, or speak to the listener."""

from __future__ import annotations


def word_list(text: str) -> frozenset[str]:
    return frozenset(text.split())


# carry grammar rather than matter
FUNCTION_WORDS = word_list(
    """
    a about above across actually after again against ago all almost alone along already also although always am
    among an and another any anybody anyone anything anywhere are aren't around as at away back be because become
    becomes been before behind being below beside besides between beyond both but by came can can't cannot come
    comes could couldn't did didn't do does doesn't doing don't done down during each either else enough especially
    even ever every everybody everyone everything exactly except far few first for from further gave get gets
    getting give given gives go goes going gone got had hadn't has hasn't have haven't having he he's hence her here
    here's hers herself him himself his how however i i'd i'll i'm i've if in indeed instead into is isn't it it's
    its itself just keep kept know last later least less let let's like likely little look looks made make makes
    making many may maybe me merely might mine more moreover most mostly much must my myself namely nearly neither
    never next no nobody none nor not nothing now nowhere of off often oh ok okay on once one ones only onto or
    other others otherwise our ours ourselves out over own per perhaps please presently probably put puts quite
    rather really right said same saw say says see seem seems seen several shall she should since so some somebody
    someone something sometimes somewhere soon still such sure take taken takes than that that's the their theirs
    them themselves then there there's therefore these they they'll they're they've thing things think this those
    though three through throughout thus till to together too took toward towards two under unless until up upon us
    use used uses using usually very via want wants was wasn't way we we'll we're we've well went were weren't what
    what's whatever when whenever where whereas whereby wherein whether which whichever while who whole whom whose
    why will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
    yourselves
    """
)

# what follows is a noun phrase
OPENS_NOUN = word_list(
    """
    a about against among an another any at between by called certain during each every five for four from her his
    in into its many more much my named no of on other our over same some such than that the their these this those
    three through two under upon which with within without your
    """
)

# what follows is a verb
OPENS_VERB = word_list(
    """
    also always and can can't cannot could did didn't do does doesn't don't he here i i'll i've it let's may might
    must never not shall she should then there they they'll to we we'll we've who will won't would you you'll
    """
)

# says nothing of what follows
OPENS_EITHER = word_list(
    "take takes took give gives gave make makes made use uses used using like as or get gets got has have had having"
)

# nouns and adjectives too general to be what a lecture is about
VAGUE = word_list(
    """
    able account action aim amount answer appearance attention bad beautiful beginning best better big bit body
    bottom bright business care case certain chance change character circumstance class clear condition course day
    deal degree difference different direction distance effect end example experiment explanation extent fact favor
    favour form general glance good great half hand heart help home hour house hundred idea illustration important
    inside instance instant interest interesting kind large larger lecture left life line little long lot man manner
    matter mean meaning means middle mind minute moment month name nature new number object occasion old order
    outside page pair part particular people percent person picture piece place point portion position possible
    pretty problem process purpose quantity question real reason regard representative respect rest result room
    round scale second sense set shape short side simple slide small sort spite start state statement step stuff
    subject sum talk term thought thousand time today tomorrow top topic try turn type use utility variety view week
    while word work world year yesterday
    """
)

SUBORDINATE = word_list(
    "if when whenever because although though while whereas unless once since after before where until"
)
CONDITIONS = ("if", "when", "whenever", "unless", "once")
PERSONAL = word_list("i me my myself i'm i'll i've i'd us our ours let's mr mrs")
LISTENER = word_list("you your you'll you're yourself yourselves we we'll we're we've")
PRONOUNS = word_list("it its they them their theirs itself themselves it's they're")
SOMEBODY = word_list("he she him his her hers he's she's himself herself")
AUXILIARIES = word_list(
    """
    is are was were has have had does do did can could will would shall should may might must isn't aren't wasn't
    weren't hasn't haven't doesn't don't didn't can't cannot couldn't won't wouldn't shouldn't it's
    """
)
OPENS_PHRASE = word_list(
    "the a an of to in on with by for from at as and or not that which into through up out very so no"
)
IMPERATIVES = word_list(
    """
    take look suppose see let put have talk hold consider imagine note notice remember recall supposing think try go
    keep make give assume say ask call listen watch observe compare please welcome thank thanks mix add pour heat
    open click press type turn read write choose pick multiply divide subtract draw plot run start stop wait bring
    move place set stand sit come follow check
    """
)
POINTERS = word_list(
    """
    here today tomorrow yesterday tonight diagram slide slides blackboard whiteboard lecture lecturer former latter
    aforementioned everybody now experiment experiments handout exam homework
    """
)
REMARKS = word_list(
    """
    curious curiously interesting interested beautiful beautifully pretty inconvenient wonderful amazing boring
    funny exciting nice nicely
    """
)
QUESTION_WORDS = word_list(
    "what why how who whom whose which where when do does did is are was were can could will would"
)
OPEN_ENDS = word_list(
    "the a an of to and or but that which is are with from for as at how what why if so when while not"
)
