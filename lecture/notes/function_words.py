"""Words that carry grammar rather than matter, in the languages most lectures are in beside English."""

from __future__ import annotations

_WORDS = {
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da
        dabei dadurch dafür daher damit dann daran darauf daraus das dass davon dazu dem den denen denn der deren
        des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er
        es etwas euch für gegen gibt habe haben hat hatte hatten hier ihm ihn ihnen ihr ihre ihrem ihren ihrer im
        immer in ist ja jede jeden jeder jedes jetzt kann kein keine keinen können könnte machen man mehr mein mich
        mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner
        sich sie sind so sollen sondern über um und uns unser unter viel vom von vor war waren was wenn werden wie
        wieder will wir wird wo wurde wurden zu zum zur zwei zwischen
        """,
    "fr": """
        à ai alors après au aussi autre autres aux avant avec avez avoir avons bien car ce ceci cela celle celui ces
        cet cette ceux chaque comme comment dans de depuis des deux doit donc dont du elle elles en encore entre est
        et était être eux fait faire faut il ils je la là le les leur leurs lui ma mais me même mes moi moins mon ne
        nos notre nous on ont ou où par parce pas peu peut peuvent plus pour pourquoi qu quand que quel quelle qui
        sa sans se sera ses si son sont sous sur ta te tes toi ton tous tout toute toutes très tu un une vers voilà
        vos votre vous y
        """,
    "es": """
        a al algo alguna algunas alguno algunos ante antes así aunque bien cada como con contra cual cuando de del
        desde donde dos e el él ella ellas ellos en entre era es esa esas ese eso esos esta está están estas este
        esto estos fue ha hace hacer han hasta hay la las le les lo los más me mi mis mucho muy nada ni no nos
        nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues puede pueden que qué
        quien se sea ser si sí sin sobre son su sus también tan tanto te tiene tienen toda todas todo todos tu tus
        un una unas uno unos usted va vamos y ya yo
        """,
    "it": """
        a abbiamo ad al alla alle allo anche ancora avere c'è che chi ci come con così cosa da dal dalla dalle dei
        del della delle dello di dopo dove due e ed è era erano essere fa fare fra gli ha hanno ho i il in io la le
        lei li lo loro lui ma mi mio molto ne negli nei nel nella nelle noi non nostra nostro o ogni per perché però
        più poi può possono qual qualche quale quando quanto quella quelle quelli quello questa queste questi questo
        qui sarà se sei senza si sia siamo sono sopra sta su sua sue sugli sui sul sulla suo suoi tra tutta tutte
        tutti tutto un una uno va vi voi
        """,
    "pt": """
        a ao aos as até bem cada com como da das de dela dele deles depois do dois dos e é ela elas ele eles em
        então entre era essa essas esse esses esta está estão estas este estes eu foi foram há isso isto já la lhe
        mais mas me mesmo meu minha muito na nas não nem no nos nós nossa nosso num numa o onde os ou outra outras
        outro outros para pela pelas pelo pelos pode podem por porque quando que quem são se sem ser seu seus só
        sobre sua suas também tem têm ter toda todas todo todos tudo um uma umas uns vai vamos você vocês
        """,
    "nl": """
        aan al alle als altijd andere ben bij daar dan dat de deze die dit doen door dus een en er ga gaan gaat geen
        goed had heb hebben heeft het hier hij hoe hun ik in is ja je jij jullie kan kunnen maar maken me meer men
        met mij mijn moet moeten na naar niet niets nog nu of om omdat onder ons onze ook op over te tegen toch toen
        tot twee u uit uw van veel voor waar wat we wel werd wie wij worden wordt zal ze zeer zich zij zijn zo
        zonder zou
        """,
}
OTHER_FUNCTION_WORDS = {language: frozenset(text.split()) for language, text in _WORDS.items()}
