import pytest

from p2p.agent.assistant.tools.text import answer_text

REQUESTS = [
    ("reverse 'hello'", "olleh"),
    ("How many words are in the sentence 'the cat sat on the mat'?", "6"),
    ("Count the letters in 'straw berry'", "10"),
    ("how many e's are in 'eleven'", "3"),
    ("how often does the letter a occur in 'banana'?", "3"),
    ("count the vowels of 'queue'", "4"),
    ("spell 'stressed' backwards", "desserts"),
    ("write 'hello' in upper case", "HELLO"),
    ('make "LOUD" lowercase', "loud"),
    ("sort pear, apple, fig", "apple, fig, pear"),
    ("Put these in alphabetical order: Tom, anna, Zoe", "anna, Tom, Zoe"),
    ("sort 10, 9, 100 in descending order", "100, 10, 9"),
    ("replace 'red' with 'blue' in 'a red car and a red bike'", "a blue car and a blue bike"),
    ("remove the vowels from 'keyboard'", "kybrd"),
    ("remove all spaces from 'a b c'", "abc"),
    ("what is the shortest word in 'we are the champions'", "we"),
    ("What's the first letter of 'zebra'?", "z"),
    ("third word of 'one two three four'", "three"),
    ("last letter of 'python'", "n"),
    ("Is 'racecar' a palindrome", "yes"),
    ("does 'hello world' contain 'world'?", "yes"),
    ("does 'banana' start with b", "yes"),
    ("are 'listen' and 'silent' anagrams?", "yes"),
    ("how many characters are in 'hello world' without spaces", "10"),
    ("capitalise each word in 'new york city'", "New York City"),
    ("acronym of 'as soon as possible'", "ASAP"),
    ("remove duplicates from: a, b, a, c", "a, b, c"),
    ("first three letters of 'computer'", "com"),
    ("the last two characters of 'window'", "ow"),
    ("how many consonants does 'rhythm' have?", "6"),
    ("what is 'desk' spelled backwards", "ksed"),
    ('number of words in "I like green tea"', "4"),
    ("how many times does 'the' appear in 'the cat and the dog'", "2"),
    ("reverse the order of the words in 'you are here'", "here are you"),
    ("reverse the list: 1, 2, 3", "3, 2, 1"),
    ("is the word noon a palindrome?", "yes"),
    ("how many letters does the word elephant have?", "8"),
    ("HOW MANY LETTERS IN 'Word'", "4"),
    ("uppercase 'ok'", "OK"),
    ("turn 'Hello World' into lower case", "hello world"),
    ("change all a to o in 'banana'", "bonono"),
    ("substitute 'x' for 'a' in 'banana'", "bxnxnx"),
    ("delete the letter n from 'banana'", "baaa"),
    ("sort the letters of 'dcba'", "abcd"),
    ("how many distinct words are in 'to be or not to be'", "4"),
    ("what's the middle letter of 'abcde'", "c"),
    ("count the digits in 'a1b22'", "3"),
    ("sort from largest to smallest: 3, 11, 2", "11, 3, 2"),
    ("Which word is the longest in 'big enormous tiny'?", "enormous"),
    ("list without duplicates: x, y, x", "x, y"),
    ("'some text here' in title case", "Some Text Here"),
    ("capital letters please: 'quiet'", "QUIET"),
    ("swap 'dog' for 'cat' in 'my dog'", "my cat"),
    ("length of 'banana'", "6"),
    ("the second word in 'alpha beta gamma'", "beta"),
    ("how many sentences: 'Hi. How are you? Fine.'", "3"),
    ("how many capital letters are in 'McDonald'", "2"),
    ("'madam' - palindrome?", "yes"),
    ("mirror the word 'star'", "rats"),
    ("alphabetise: d, b, a", "a, b, d"),
    ("take every vowel out of 'audio tape'", "d tp"),
    ("Strip the punctuation from 'Hello, you!'", "Hello you"),
    ("order by length: ccc, a, bb", "a, bb, ccc"),
    ("which letter comes last in 'abc'", "c"),
    ("join 'a' and 'b'", "ab"),
    ("what are the initials of 'Ada King Lovelace'", "AKL"),
    ("how many words does the phrase 'carpe diem' consist of", "2"),
    ("in 'the red fox', what's the second word", "red"),
    ("the vowels in 'sequoia', how many are there?", "5"),
    ("how many o in 'football'", "2"),
    ("Does 'apple' end with 'e'?", "yes"),
    ("write 'Hello' with all letters in small", "hello"),
    ("how many items are in this list: a, b, c", "3"),
    ("what does 'live' read backwards", "evil"),
    ("put the words 'zeta alpha' in alphabetical order", "alpha zeta"),
]
AFTER = [
    ("then write the result in capitals", "evil", "EVIL"),
    ("then give the first of them", "2, 5, 7, 9", "2"),
    ("count the words afterwards", "green sky over a green sea", "6"),
    ("then only its last word", "night owl", "owl"),
    ("remove the repeated words from it", "to be or not to be", "to be or not"),
    ("how many are left?", "to be or not", "4"),
    ("how many letters does it have", "owl", "3"),
    ("reverse it", "owl", "lwo"),
    ("count its vowels", "banana", "3"),
    ("and the last item?", "a, b, c", "c"),
    ("what is the longest word in it", "big enormous", "enormous"),
    ("is it a palindrome", "noon", "yes"),
    ("the first one", "a, b", "a"),
    ("uppercase it", "x y", "X Y"),
    ("how many words is that", "x y", "2"),
    ("replace x by z in it", "x y", "z y"),
    ("in upper case", "abc", "ABC"),
    ("how many times does b occur in it", "abba", "2"),
    ("now sort them", "b, a", "a, b"),
    ("remove the duplicates", "a, a, b", "a, b"),
    ("then backwards", "abc", "cba"),
]


@pytest.mark.parametrize(("request_", "result"), REQUESTS)
def test_a_request_on_a_text_has_its_result(request_: str, result: str) -> None:
    found = answer_text(request_)
    assert found is not None
    assert found.text == result


@pytest.mark.parametrize(("request_", "previous", "result"), AFTER)
def test_a_later_request_works_on_the_earlier_text(request_: str, previous: str, result: str) -> None:
    found = answer_text(request_, previous)
    assert found is not None
    assert found.text == result


@pytest.mark.parametrize(
    "request_",
    [
        "what's the capital of Mongolia",
        "who was the first woman in space",
        "Note to self: order coffee beans",
        "text Ben that I'm running late",
    ],
)
def test_what_asks_nothing_of_a_text_is_left_alone(request_: str) -> None:
    assert answer_text(request_) is None
